import type { Json } from './case.ts';

export const image = 'lab-busybox:1';

interface AppInput {
  readonly name?: string;
  readonly command?: readonly string[];
  readonly container?: Json;
  readonly pod?: Json;
  readonly labels?: Json;
  readonly replicas?: number;
  readonly sidecars?: readonly Json[];
  /** Of the Deployment itself. */
  readonly spec?: Json;
}

/** A Deployment of one container; it sleeps unless it is told what to do. */
export function app({
  name = 'api',
  command = ['sleep', '3600'],
  container = {},
  pod = {},
  labels,
  replicas = 1,
  sidecars = [],
  spec = {},
}: AppInput = {}): Json {
  const podLabels = labels ?? { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      ...spec,
      replicas,
      selector: { matchLabels: podLabels },
      template: {
        metadata: { labels: podLabels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name, image, command, ...container }, ...sidecars],
          ...pod,
        },
      },
    },
  };
}

/** Says its lines, and ends with a code. */
export function says(text: string, code = 1): readonly string[] {
  return ['sh', '-c', `cat <<'EOT'\n${text}\nEOT\nexit ${code}`];
}

/** A web server with these files; everything else is 404. */
export function serves(port: number, files: readonly string[] = ['index.html'], first = ''): readonly string[] {
  return [
    'sh',
    '-c',
    `${first}mkdir -p /www; cd /www; for f in ${files.join(' ')}; do mkdir -p $(dirname $f); echo ok > $f; done; echo listening on port ${port}; exec httpd -f -p ${port} -h /www`,
  ];
}

export function service(
  name: string,
  port: number,
  more: {
    readonly selector?: Json;
    readonly targetPort?: number | string;
    readonly type?: string;
    readonly nodePort?: number;
  } = {},
): Json {
  const { selector = { app: name }, targetPort = port, type = 'ClusterIP', nodePort } = more;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type, selector, ports: [{ port, targetPort, ...(nodePort ? { nodePort } : {}) }] },
  };
}

export function configMap(name: string, data: Json): Json {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

export function secret(name: string, stringData: Json): Json {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData };
}

export function claim(name: string, spec: Json): Json {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Mi' } }, ...spec },
  };
}

export function job(name: string, command: readonly string[], more: Json = {}): Json {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name, image, command }] } },
      ...more,
    },
  };
}

export const chartFile = 'apiVersion: v2\nname: lab\nversion: 0.1.0\n';
