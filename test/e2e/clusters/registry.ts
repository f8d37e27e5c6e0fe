import { mkdtempSync } from 'node:fs';
import { mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, until } from './shell.ts';

/** A registry that wants a password, as this machine and the nodes of a cluster see it. */
export interface PrivateRegistry {
  /** The same name everywhere, as a registry on the internet has. */
  readonly host: string;
  readonly password: string;
  /** A Docker configuration that is logged in there. */
  readonly loggedIn: string;
  readonly loggedOut: string;
  readonly stop: () => Promise<void>;
}

const user = 'pusher';
const password = 'open sesame';
const bcrypt = '$2b$04$KRP0lI2O/mEeFyJFbLiUF.qDDV0bUs5wEab9ylbwSZSx3COTm3loq';
const basic = Buffer.from(`${user}:${password}`).toString('base64');

export async function privateRegistry(name: string, node: string): Promise<PrivateRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  await writeFile(join(folder, 'htpasswd'), `${user}:${bcrypt}\n`);
  const settings = [
    'REGISTRY_AUTH=htpasswd',
    'REGISTRY_AUTH_HTPASSWD_REALM=here',
    'REGISTRY_AUTH_HTPASSWD_PATH=/htpasswd',
  ];
  await must('docker', [
    ...['create', '--name', name, '--publish', '127.0.0.1:0:5000', ...settings.flatMap((each) => ['--env', each])],
    'registry:2',
  ]);
  await must('docker', ['cp', join(folder, 'htpasswd'), `${name}:/htpasswd`]);
  await must('docker', ['network', 'connect', await networkOf(node), name]);
  await must('docker', ['start', name]);
  const host = (await must('docker', ['port', name, '5000/tcp'])).trim().split('\n')[0] as string;
  await until(30, async () => {
    const { status } = await fetch(`http://${host}/v2/`);
    if (status !== 401) throw new Error(`the registry answers ${status}`);
  });
  await trust(node, host, `http://${name}:5000`);
  const loggedIn = join(folder, 'in');
  const loggedOut = join(folder, 'out');
  for (const [config, auths] of [
    [loggedIn, { [host]: { auth: basic } }],
    [loggedOut, {}],
  ] as const) {
    await mkdir(config);
    await writeFile(join(config, 'config.json'), JSON.stringify({ auths }));
    await plugins(config);
  }
  return {
    host,
    password,
    loggedIn,
    loggedOut,
    stop: () => must('docker', ['rm', '--force', '--volumes', name]).then(() => undefined),
  };
}

/** What an administrator gives the nodes of a cluster that pulls from a private registry. */
async function trust(node: string, host: string, address: string): Promise<void> {
  const file = `[host."${address}"]\n  capabilities = ["pull", "resolve"]\n[host."${address}".header]\n  authorization = ["Basic ${basic}"]\n`;
  const folder = `/etc/containerd/certs.d/${host}`;
  await must('docker', ['exec', '-i', node, 'sh', '-c', `mkdir -p ${folder} && cat > ${folder}/hosts.toml`], file);
}

async function networkOf(node: string): Promise<string> {
  const names = await must('docker', [
    'inspect',
    '--format',
    '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}',
    node,
  ]);
  return names.trim().split(' ')[0] as string;
}

/** Another configuration has other plugins; builds want the same buildx. */
async function plugins(config: string): Promise<void> {
  const here = join(process.env.DOCKER_CONFIG ?? join(process.env.HOME ?? '', '.docker'), 'cli-plugins');
  await symlink(await readlink(here).catch(() => here), join(config, 'cli-plugins'));
}
