import type { Finding, MachineFacts, Provider } from './facts.ts';
import { remedyFor } from './remedies.ts';

/** Where nodes, pods and Services live; a proxy must not be asked for them. */
const clusterNetworks = [
  '127.0.0.1',
  'localhost',
  '192.168.0.0/16',
  '10.96.0.0/12',
  '10.244.0.0/16',
  '.svc',
  '.cluster.local',
];

export function networkFindings(facts: MachineFacts, provider: Provider): Finding[] {
  return [
    ...proxyFindings(facts),
    ...(provider === 'minikube' ? routeFindings(facts) : []),
    portFinding(facts),
    browserFinding(facts),
  ];
}

function proxyFindings({ env }: MachineFacts): Finding[] {
  const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'].filter((name) => env[name]);
  if (proxies.length === 0)
    return [{ id: 'proxy', title: 'proxy', needed: false, state: 'ok', found: 'none', remedy: [] }];
  const excepted = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((word) => word.trim());
  const absent = clusterNetworks.filter((name) => !excepted.includes(name));
  if (absent.length === 0)
    return [
      {
        id: 'proxy',
        title: 'proxy',
        needed: false,
        state: 'ok',
        found: `${proxies.join(', ')}; the cluster is excepted`,
        remedy: [],
      },
    ];
  return [
    {
      id: 'proxy',
      title: 'proxy',
      needed: false,
      state: 'low',
      found: `${proxies.join(', ')}; NO_PROXY lacks ${absent.join(', ')}`,
      remedy: [`export NO_PROXY=${[...excepted.filter((word) => word !== ''), ...absent].join(',')}`],
    },
  ];
}

/** A node gets an address in 192.168.100.0 to 192.168.249.0; a route of a VPN that covers them takes its packets away. */
function routeFindings({ routes }: MachineFacts): Finding[] {
  const wide = routes.filter((route) =>
    /^192\.168\.\d+\.\d+\/(1[0-9]|2[0-3])$|^192\.\d+\.\d+\.\d+\/[1-9]$/.test(route),
  );
  if (wide.length === 0) return [];
  return [
    {
      id: 'routes',
      title: 'routes',
      needed: false,
      state: 'low',
      found: `${wide.join(', ')} covers the addresses of nodes`,
      remedy: ['leave the VPN, or let it route less', 'or use kind: taskflow-k8s run --provider kind'],
    },
  ];
}

function portFinding({ loopbackPort }: MachineFacts): Finding {
  const base = { id: 'ports', title: 'ports on loopback', needed: true };
  if (loopbackPort) return { ...base, state: 'ok', found: 'can be opened', remedy: [] };
  return {
    ...base,
    state: 'missing',
    found: '127.0.0.1 cannot be listened on',
    remedy: ['ip link set lo up', 'or let the sandbox around this program allow it'],
  };
}

function browserFinding(facts: MachineFacts): Finding {
  const base = { id: 'chromium', title: 'Chromium', needed: false };
  if (facts.chromium) return { ...base, state: 'ok', found: facts.chromium, remedy: [] };
  return {
    ...base,
    state: 'missing',
    found: 'pages of a contract (`ui`) cannot be opened',
    remedy: remedyFor('chromium', facts),
  };
}

/** A variable that names a bundle nobody can read breaks every connection, with a message about certificates. */
export function certificateFindings({ env, unreadable }: MachineFacts): Finding[] {
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'].filter(
    (name) => env[name],
  );
  const base = { id: 'ca-bundle', title: 'CA bundle' };
  const broken = names.filter((name) => unreadable.includes(env[name] ?? ''));
  if (broken.length > 0)
    return [
      {
        ...base,
        needed: true,
        state: 'missing',
        found: broken.map((name) => `${name} names ${env[name]}, which cannot be read`).join('; '),
        remedy: broken.map((name) => `unset ${name}, or let it name a file that is there`),
      },
    ];
  return [
    {
      ...base,
      needed: false,
      state: 'ok',
      found: names.length === 0 ? 'that of the system' : saidBy(names, env),
      remedy: [],
    },
  ];
}

/** Several variables mostly name the same file. */
function saidBy(names: readonly string[], env: MachineFacts['env']): string {
  const files = [...new Set(names.map((name) => env[name] ?? ''))];
  return files.map((file) => `${file} (${names.filter((name) => env[name] === file).join(', ')})`).join('; ');
}
