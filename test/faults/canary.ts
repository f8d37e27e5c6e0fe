import type { Json } from './case.ts';
import { image } from './objects.ts';

/** Every form in which a secret can leave; each is looked for by this list alone, not by the code that hides them. */
export function formsOf(value: string): Readonly<Record<string, string>> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    raw: value,
    'base64, first alignment': base64(value).slice(0, -4),
    'base64, second alignment': base64(`a${value}`).slice(2, -4),
    'base64, third alignment': base64(`ab${value}`).slice(4, -4),
    base64url: Buffer.from(`?>${value}`).toString('base64url').slice(4, -4),
    hex: Buffer.from(value).toString('hex'),
    'hex in capitals': Buffer.from(value).toString('hex').toUpperCase(),
    'URL encoding': encodeURIComponent(value),
    'URL encoding, twice': encodeURIComponent(encodeURIComponent(value)),
    'JSON escape': JSON.stringify(value).slice(1, -1),
    'JSON escape, twice': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    'base64 of base64': base64(base64(`ab${value}`)).slice(8, -8),
    'HTML escape': value.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    'shell quoting': value.replaceAll("'", "'\\''"),
  };
}

/** The same forms as a program would print them: whole, with other text around them. */
function saidAs(value: string): Readonly<Record<string, string>> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    ...formsOf(value),
    'base64, first alignment': base64(`${value} end`),
    'base64, second alignment': base64(`a${value} end`),
    'base64, third alignment': base64(`ab${value} end`),
    base64url: Buffer.from(`?>${value}`).toString('base64url'),
    'base64 of base64': base64(base64(`ab${value}`)),
  };
}

/** The lines in which the canary pod says it. */
export function canaryText(value: string): string {
  return Object.entries(saidAs(value))
    .map(([name, form]) => `${name}: ${form}`)
    .join('\n');
}

/** A Secret, and a pod that says it in all its forms: in its specification, in its log, and in its description. */
export function canaryObjects(value: string): readonly Json[] {
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary' }, stringData: { CANARY: value } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'canary', annotations: { note: value } },
      data: { text: canaryText(value) },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'canary' },
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'canary',
            image,
            command: ['cat', '/c/text'],
            env: [{ name: 'PLAIN', value }],
            volumeMounts: [{ name: 'c', mountPath: '/c' }],
          },
        ],
        volumes: [{ name: 'c', configMap: { name: 'canary' } }],
      },
    },
  ];
}
