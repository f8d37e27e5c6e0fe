import { request } from 'node:http';
import { join } from 'node:path';

export const controllerManifest = join(import.meta.dirname, '../../../offline/manifests/ingress.yaml');
export const controllerImage = 'taskflow-k8s/ingress:1';

/** Names neither a class nor a port number: the default class serves it. */
export const ingressFor = (host: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec: {
    rules: [
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
  },
});

/** The body of a 200 for a host that no name server knows. */
export const getAs = (host: string, address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const ask = request({ host: address, port: 80, path: '/', headers: { host }, timeout: 5000 }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(body) : reject(new Error(`${answer.statusCode} ${body}`)),
      );
    });
    ask.on('timeout', () => ask.destroy(new Error(`no answer from ${address}`)));
    ask.on('error', reject);
    ask.end();
  });
