import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { docker, ran } from './docker.ts';

/** Images of applications must stay under 500 MB, so their bases must be far from it. */
const limits: Readonly<Record<string, number>> = {
  'python:3.11-slim': 180e6,
  'python:3.13-slim': 180e6,
  'node:18-alpine': 200e6,
  'node:20-alpine': 200e6,
  'postgres:15': 300e6,
  'busybox:1.36': 10e6,
};

describe.each(Object.entries(limits))('the stand-in for %s', (image, limit) => {
  test('says that it is one, and is small', async () => {
    const [{ Config, Size }] = JSON.parse(await docker('image', 'inspect', image));
    expect(Config.Labels['org.opencontainers.image.description']).toMatch(/stand-in for .*not the official image/i);
    expect(Size).toBeLessThan(limit);
  });

  test('trusts what this machine trusts', async () => {
    const inside = await docker('run', '--rm', '--entrypoint', 'sh', image, '-c', 'cat "$SSL_CERT_FILE"');
    const host = await readFile(process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt', 'utf8');
    const known = new Set(certificates(inside));
    expect(certificates(host).filter((one) => !known.has(one))).toEqual([]);
  });
});

const certificates = (bundle: string): readonly string[] =>
  (bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((one) =>
    one.replaceAll(/\s/g, ''),
  );

describe('an ordinary Dockerfile', () => {
  test.each([
    ['python', 'six 1.17.0 uid 1001\n'],
    ['node', 'odd true uid 1001\n'],
  ])('for %s builds, installs packages and runs as its own user', async (name, said) => {
    const tag = `base-test-${name}:${process.pid}`;
    try {
      await docker('build', '--no-cache', '--tag', tag, join(import.meta.dirname, name));
      expect(await docker('run', '--rm', tag)).toBe(said);
    } finally {
      await docker('image', 'rm', '--force', tag);
    }
  });
});

describe('the stand-ins for Alpine commands', () => {
  test('take what BusyBox takes', async () => {
    const script =
      'addgroup -S web && adduser -S -D -H -G web -s /bin/sh -u 2001 one && adduser -D two && addgroup two web && id one && id two';
    expect((await ran('node:20-alpine', 'sh', '-c', script)).said).toMatch(
      /uid=2001\(one\) gid=\d+\(web\).*\nuid=\d+\(two\) gid=\d+\(two\) groups=\d+\(two\),\d+\(web\)/,
    );
  });

  test('say what they are and what they cannot do', async () => {
    expect(await ran('node:20-alpine', 'apk', 'audit')).toEqual({
      code: 1,
      said: expect.stringContaining("apk (stand-in on Debian): 'audit' is not known"),
    });
  });

  test('name a package that does not exist', async () => {
    const { code, said } = await ran('node:20-alpine', 'apk', 'add', 'no-such-package');
    expect(code).not.toBe(0);
    expect(said).toContain('no-such-package');
  });
});
