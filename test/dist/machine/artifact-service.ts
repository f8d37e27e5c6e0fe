import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Values } from './job.ts';

/** What the artifact service of the platform is asked, on the loopback: create, the blocks of the blob, finalize. */
export interface ArtifactService {
  /** What the runner tells an action so that it finds the service. */
  readonly env: Values;
  readonly finalized: readonly { readonly name: string; readonly bytes: number }[];
  /** What was uploaded, a zip, by name; kept in `folder` too, when one is given. */
  readonly zips: ReadonlyMap<string, Buffer>;
  readonly close: () => Promise<void>;
}

/** How a service can disappoint. */
export type Trouble = 'forbidden' | 'taken' | 'silent' | 'silent at the end';

export async function startArtifactService({
  trouble,
  folder,
}: {
  trouble?: Trouble;
  folder?: string;
} = {}): Promise<ArtifactService> {
  const finalized: { name: string; bytes: number }[] = [];
  const zips = new Map<string, Buffer>();
  const blobs = new Map<string, Buffer[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const json = (value: unknown): void => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      const path = request.url ?? '';
      if (trouble === 'forbidden') response.writeHead(403).end('{"msg":"no such permission"}');
      else if (trouble === 'taken')
        response.writeHead(409).end('{"msg":"an artifact with this name already exists on the workflow run"}');
      else if (trouble === 'silent' || (trouble && path.endsWith('/FinalizeArtifact'))) return;
      else if (path.endsWith('/CreateArtifact')) {
        const { name } = JSON.parse(body.toString()) as { name: string };
        blobs.set(name, []);
        json({ ok: true, signedUploadUrl: `${url}/container/${name}?sig=x` });
      } else if (path.endsWith('/FinalizeArtifact')) {
        const { name } = JSON.parse(body.toString()) as { name: string };
        const zip = Buffer.concat(blobs.get(name) ?? []);
        zips.set(name, zip);
        if (folder !== undefined) writeFileSync(join(folder, `${name}.zip`), zip);
        finalized.push({ name, bytes: zip.length });
        json({ ok: true, artifactId: '4711' });
      } else {
        if (!path.includes('comp=blocklist')) blobs.get(/^\/container\/([^?]+)/.exec(path)?.[1] ?? '')?.push(body);
        response.writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { ACTIONS_RUNTIME_TOKEN: token(), ACTIONS_RESULTS_URL: `${url}/` },
    finalized,
    zips,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The runner's token names the run and the job that an artifact belongs to. */
function token(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ scp: 'Actions.Results:run-1:job-1' }), ''].join('.');
}
