import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Postgres = { readonly url: string; readonly stop: () => void };
type Server = { readonly bin: string; readonly data: string; readonly account: Account | undefined };
type Account = { readonly uid: number; readonly gid: number };

/** A PostgreSQL of its own in a temporary folder, on loopback unless said otherwise; gone, with its data, after `stop`. */
export function startPostgres(port: number, database: string, listen = '127.0.0.1'): Postgres {
  const account = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'reference-postgres-'));
  if (account) chownSync(folder, account.uid, account.gid);
  const server: Server = { bin: findBinaries(), data: join(folder, 'data'), account };
  // Not a word: where it stands in a report, a search for secrets would take every such word for a leak.
  const password = randomBytes(12).toString('hex');
  writeFileSync(join(folder, 'password'), password);
  if (account) chownSync(join(folder, 'password'), account.uid, account.gid);
  const stop = () => stopServer(server, folder);
  try {
    call(server, 'initdb', [
      '-D',
      server.data,
      '-U',
      'reference',
      '-A',
      'scram-sha-256',
      '--pwfile',
      join(folder, 'password'),
    ]);
    // Speed over durability: nothing here outlives the tests.
    const options = `-p ${port} -c listen_addresses=${listen} -c unix_socket_directories=${folder} -c fsync=off`;
    if (listen !== '127.0.0.1') appendFileSync(join(server.data, 'pg_hba.conf'), 'host all all all scram-sha-256\n');
    call(server, 'pg_ctl', ['-D', server.data, '-l', join(folder, 'log'), '-o', options, '-w', '-t', '60', 'start']);
    call(server, 'createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'reference', database], {
      PGPASSWORD: password,
    });
  } catch (error) {
    stop();
    throw error;
  }
  return { url: `postgresql://reference:${password}@127.0.0.1:${port}/${database}`, stop };
}

function stopServer(server: Server, folder: string): void {
  if (existsSync(join(server.data, 'postmaster.pid')))
    call(server, 'pg_ctl', ['-D', server.data, '-m', 'immediate', '-w', 'stop']);
  rmSync(folder, { recursive: true, force: true });
}

/** PostgreSQL refuses to run as root; Debian's package has made an account for it. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  if (!(uid > 0))
    throw new Error('as root, PostgreSQL needs the account "postgres", which the package "postgresql" makes');
  return { uid, gid };
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const newest = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  if (!newest) throw new Error(`no PostgreSQL in ${root}: install Debian's package "postgresql"`);
  return join(root, newest, 'bin');
}

function call({ bin, account }: Server, tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  // The server inherits standard output; a pipe that it kept open would never end.
  const done = spawnSync(join(bin, tool), args, {
    ...account,
    cwd: '/',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 2],
  });
  if (done.status !== 0)
    throw new Error(`${tool} ended with ${done.status ?? done.signal}${done.error ? `: ${done.error.message}` : ''}`);
}
