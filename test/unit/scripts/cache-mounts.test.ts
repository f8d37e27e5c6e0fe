import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withCacheMounts } from '../../../scripts/cache-mounts.ts';

const folder = join(import.meta.dirname, '../../../docker');
const dockerfiles = readdirSync(folder).filter((name) => name.endsWith('.Dockerfile'));

describe('cache mounts', () => {
  test('a marked command gets a mount and may use it; others stay as they are', () => {
    const source = 'FROM a\n# cache-mount: /root/.cache/pip\nRUN pip install --no-cache-dir -r b\nRUN true\n';
    expect(withCacheMounts(source)).toBe(
      'FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r b\nRUN true\n',
    );
  });

  test.each(dockerfiles)('%s has exactly one, and is plain without', (name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    expect(source).not.toContain('--mount');
    expect(withCacheMounts(source).match(/^RUN --mount=type=cache,target=\/root\/\S+ \w/gm)).toHaveLength(1);
  });
});

describe('every Dockerfile', () => {
  test.each(dockerfiles)(
    '%s: several stages, a numeric user from 1000 on, a health check, a base that can be changed',
    (name) => {
      const source = readFileSync(join(folder, name), 'utf8');
      expect(source.match(/^FROM /gm)?.length).toBeGreaterThan(1);
      expect(Number(/^USER (\d+):\d+$/m.exec(source)?.[1])).toBeGreaterThanOrEqual(1000);
      expect(source).toMatch(/^HEALTHCHECK /m);
      expect(source).toMatch(/^ARG (?:PYTHON|NODE)_IMAGE=\S+:\S+$/m);
      expect(source).not.toMatch(/SECRET|API_KEY|DATABASE_URL/);
    },
  );
});
