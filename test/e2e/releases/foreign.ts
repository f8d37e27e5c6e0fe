import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reportIn, taskflow } from '../support/pipeline.ts';
import { run } from './runs.ts';

const file = 'test/e2e/releases/pipeline-foreign.yml';
const minutes = 60_000;

/** Charts that nobody wrote for this product, by the whole pipeline. */
export function foreignCharts(work: () => string): void {
  test(
    'five foreign charts, none of them changed: all serve, and what was rewritten is said',
    async () => {
      const out = join(work(), 'foreign');
      const keys = { OPENAI_API_KEY: 'sk-foreign-0123456789', COHERE_API_KEY: 'co-foreign-0123456789' };
      const { code, output } = await taskflow(['run', '-c', file, '--out', out], keys);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      const report = reportIn(out);
      expect(report.releases).toHaveLength(5);
      expect(report.releases.every(({ action, verified }) => action === 'installed' && verified)).toBe(true);
      expect(report.notes.map(({ text }) => text).join()).toContain('secrets.cohereApiKey is given as a plain value');
      expect(output).toMatch(/Deployment todo-backend: image todo-backend:v1 → app:sha256-/);
      expect(output).toContain('Namespace todo-app is left out');
      for (const secret of Object.values(keys)) expect(output).not.toContain(secret);
    },
    5 * minutes,
  );

  test(
    'a template with broken indentation is named with its file and the line, before anything is applied',
    async () => {
      const broken = { chart: 'test/charts/foreign/broken-indentation' };
      const { code, output, report } = await run(work(), { broken });
      expect(code).toBe(1);
      expect(output).toMatch(/templates\/deployment\.yaml.*line \d+/);
      expect(report.releases).toEqual([]);
    },
    2 * minutes,
  );
}
