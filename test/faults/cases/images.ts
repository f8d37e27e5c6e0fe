import { published, registries } from '../bench.ts';
import type { FaultCase } from '../case.ts';
import { app, image } from '../objects.ts';

const anywhere = { imagePullPolicy: 'Always' };

const login = (registry: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/dockerconfigjson',
  metadata: { name: 'login' },
  stringData: {
    '.dockerconfigjson': JSON.stringify({ auths: { [registry]: { username: 'ci', password: 'no-longer-valid-1' } } }),
  },
});

export const images: readonly FaultCase[] = [
  {
    id: 'image-not-found',
    objects: [app({ container: { image: `${registries.open}/lab/api:9.9.9`, ...anywhere } })],
    remedy: ['lab/api:9.9.9', published],
    run: { images: [{ ref: published }] },
  },
  {
    id: 'image-not-found',
    name: 'no such repository',
    objects: [app({ container: { image: `${registries.open}/lab/apy:9.9.8`, ...anywhere } })],
    remedy: ['lab/apy:9.9.8'],
  },
  {
    id: 'image-auth',
    objects: [app({ container: { image: `${registries.closed}/lab/api:9.9.8`, ...anywhere } })],
    remedy: [registries.closed, 'imagePullSecrets'],
  },
  {
    id: 'image-auth',
    name: 'a wrong password',
    objects: [
      login(registries.closed),
      app({
        pod: { imagePullSecrets: [{ name: 'login' }] },
        container: { image: `${registries.closed}/lab/api:9.9.8`, ...anywhere },
      }),
    ],
    remedy: [registries.closed, 'login'],
  },
  {
    id: 'image-network',
    objects: [app({ container: { image: `${registries.silent}/lab/api:9.9.8`, ...anywhere } })],
    remedy: [registries.silent],
  },
  {
    id: 'image-network',
    name: 'no such host',
    objects: [app({ container: { image: 'registry.invalid/lab/api:9.9.8', ...anywhere } })],
    remedy: ['registry.invalid'],
  },
  {
    id: 'healthy',
    name: 'an image that the registry has',
    objects: [app({ container: { image: published, ...anywhere } })],
  },
  {
    id: 'image-not-loaded',
    objects: [app({ container: { image: 'lab-api:1', imagePullPolicy: 'Never' } })],
    remedy: ['minikube image load lab-api:1'],
  },
  { id: 'image-name-invalid', objects: [app({ container: { image: 'API:1:2' } })], remedy: ['API:1:2'] },
  {
    id: 'image-stale',
    objects: [app()],
    run: { images: [{ ref: image, digests: [`sha256:${'0'.repeat(64)}`] }] },
    remedy: [image],
  },
  {
    id: 'image-arch',
    objects: [
      app({
        command: [
          'sh',
          '-c',
          "printf '\\177ELF\\002\\001\\001' > /tmp/x; echo 'exec /server: exec format error'; exit 255",
        ],
      }),
    ],
    remedy: [image],
  },
];
