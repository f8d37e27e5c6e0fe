import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../clusters/shell.ts';
import { docker, ran } from './docker.ts';

const server = `postgres-test-${process.pid}`;
const client = [
  'exec',
  '--env',
  'PGPASSWORD=right',
  server,
  'psql',
  '-h',
  '127.0.0.1',
  '-U',
  'app',
  '-d',
  'shop',
  '-tAc',
];
let scripts = '';

beforeAll(async () => {
  scripts = await mkdtemp(join(tmpdir(), 'initdb-'));
  await chmod(scripts, 0o755);
  await writeFile(join(scripts, '10-table.sql'), 'CREATE TABLE visit (n int); INSERT INTO visit VALUES (1);');
  await writeFile(
    join(scripts, '20-more.sh'),
    'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO visit VALUES (2)"\n',
  );
  const user = ['--env', 'POSTGRES_USER=app', '--env', 'POSTGRES_PASSWORD=right', '--env', 'POSTGRES_DB=shop'];
  const place = [
    '--user',
    '999',
    '--env',
    'PGDATA=/var/lib/postgresql/data/sub',
    '--volume',
    `${scripts}:/docker-entrypoint-initdb.d:ro`,
  ];
  await docker('run', '--detach', '--name', server, ...user, ...place, 'postgres:15');
});

afterAll(async () => {
  await docker('rm', '--force', '--volumes', server);
  await rm(scripts, { recursive: true });
});

describe('the stand-in for postgres:15', () => {
  test('creates the user, the database and what the scripts say, as user 999 and in a directory of its own', async () => {
    expect(await until(60, () => docker(...client, 'SELECT sum(n) FROM visit'))).toBe('3\n');
    expect(await docker('exec', server, 'id', '-u')).toBe('999\n');
    expect(await docker(...client, 'SHOW data_directory')).toBe('/var/lib/postgresql/data/sub\n');
  });

  test('asks for the password', async () => {
    const wrong = client.map((word) => word.replace('PGPASSWORD=right', 'PGPASSWORD=wrong'));
    await expect(docker(...wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps its data over a restart and does not run the scripts again', async () => {
    await docker('restart', server);
    expect(await until(60, () => docker(...client, 'SELECT sum(n) FROM visit'))).toBe('3\n');
  });

  test('says so when it may not read the scripts', async () => {
    await chmod(scripts, 0o700);
    const volume = `${scripts}:/docker-entrypoint-initdb.d:ro`;
    expect(await ran('--user', '999', '--env', 'POSTGRES_PASSWORD=x', '--volume', volume, 'postgres:15')).toEqual({
      code: 1,
      said: expect.stringContaining('user 999 may not read /docker-entrypoint-initdb.d'),
    });
  });

  test('refuses to be open to everybody by accident', async () => {
    expect(await ran('postgres:15')).toEqual({ code: 1, said: expect.stringContaining('set POSTGRES_PASSWORD') });
  });
});
