import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, open, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '../lib/error.ts';
import { exactVersion, parseRange } from '../lib/version-range.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import type { ToolStore } from '../ports/tool-store.ts';
import { catalog, type Download, downloadOf, type Platform, parseSum, parseVersion, type ToolName } from './catalog.ts';
import { scratch } from './scratch.ts';

export interface ToolRequest {
  readonly name: ToolName;
  /** A version or a range of them; any that is new enough when absent. */
  readonly version?: string | undefined;
  /** The user's own checksum of the downloaded file. */
  readonly sha256?: string | undefined;
}

export interface ToolContext {
  readonly ports: StagePorts;
  /** Made only when something must be looked up or downloaded. */
  readonly store: () => Promise<ToolStore>;
  readonly platform: Platform;
  /** An http(s) address or a folder with the official paths below it. */
  readonly mirror?: string;
}

export interface FoundTool {
  readonly path: string;
  readonly version: string;
  readonly from: 'PATH' | 'cache' | 'download';
}

/** A suitable program: on PATH, kept from before, or downloaded, verified and kept. */
export async function ensureTool(request: ToolRequest, context: ToolContext): Promise<FoundTool> {
  const onPath = await lookOnPath(request, context);
  if (onPath !== undefined) return { path: request.name, version: onPath, from: 'PATH' };
  const version = versionToFetch(request);
  const store = await context.store();
  const kept = store.find(request.name, version);
  if (kept !== undefined) return { path: join(kept, fileName(request, context)), version, from: 'cache' };
  const folder = await fetchTool(request, version, { ...context, files: store });
  return { path: join(folder, fileName(request, context)), version, from: 'download' };
}

/** The version of what PATH has, when that will do. One that does not tell its version will do, unless one was named. */
async function lookOnPath({ name, version: wanted }: ToolRequest, { ports }: ToolContext): Promise<string | undefined> {
  const command = { tool: name, args: catalog[name].versionArgs, timeoutMs: 20_000 };
  const outcome = await ports.exec(command, { signal: ports.signal });
  ports.signal.throwIfAborted();
  if (outcome.ended === 'not-found') return undefined;
  const version = outcome.failed ? undefined : parseVersion(outcome.stdout);
  if (version === undefined) return wanted === undefined ? 'unknown' : undefined;
  return parseRange(wanted ?? `>=${catalog[name].oldest}`)?.(version) ? version : undefined;
}

/** The named one; of a range, the one that this program was written with, since nobody here can ask for a list. */
function versionToFetch({ name, version: wanted }: ToolRequest): string {
  const { version } = catalog[name];
  if (wanted === undefined || parseRange(wanted)?.(version)) return version;
  const exact = exactVersion(wanted);
  if (exact !== undefined) return exact;
  throw broken(
    `There is no ${name} ${wanted} on PATH, and ${version}, which would be downloaded, is not in that range.`,
    `Name the version to download: tools: { ${name}: { version: v… } }, or install one.`,
  );
}

interface Fetching extends ToolContext {
  readonly files: ToolStore;
}

/** Nothing is kept before it is verified, and nothing else stays behind. */
async function fetchTool(request: ToolRequest, version: string, context: Fetching): Promise<string> {
  const { files, platform, ports } = context;
  const download = downloadOf(request.name, version, platform, context.mirror);
  const folder = await scratch('tool');
  try {
    ports.emit({ kind: 'note', level: 'info', text: `Downloading ${request.name} ${version} from ${download.url}` });
    const file = join(folder, basename(download.url));
    await get(download.url, file, context);
    await verify(file, request.sha256?.toLowerCase() ?? (await publishedSum(download, folder, context)), download);
    const program = download.member === undefined ? file : await unpack(file, download, folder, context);
    await chmod(program, 0o755);
    return await files.keep(program, request.name, version);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function get(url: string, to: string, { files, ports }: Fetching): Promise<void> {
  try {
    await files.download(url, to, ports.signal);
  } catch (error) {
    ports.signal.throwIfAborted();
    const { status } = error as { status?: number };
    const message = messageOf(error);
    const cut = /\baborted\b/.test(message) ? 'the connection ended in the middle of the file' : message;
    const why = status === undefined ? cut : `the server answered ${status}`;
    throw broken(
      `${url} cannot be downloaded: ${why}.`,
      status === 404 ? 'Check the version; a mirror needs the official path.' : undefined,
    );
  }
}

async function publishedSum(download: Download, folder: string, context: Fetching): Promise<string> {
  const file = join(folder, 'sum');
  await get(download.sumUrl, file, context);
  const sum = parseSum(await readFile(file, 'utf8'));
  if (sum === undefined) throw broken(`${download.sumUrl} does not hold a SHA-256 checksum.`);
  return sum;
}

async function verify(file: string, wanted: string, { url }: Download): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const found = hash.digest('hex');
  if (found === wanted) return;
  const { size } = await stat(file);
  if (await isPage(file))
    throw broken(
      `${url} is an HTML page, not a program.`,
      'A proxy or a login page answers in the place of the server.',
    );
  throw broken(
    `${url} has the wrong checksum: ${found} instead of ${wanted} (${size} bytes arrived).`,
    'The file was changed or cut short on its way; it was not kept. Try again, or check the mirror.',
  );
}

async function isPage(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return /^\s*<(!doctype|html|head|body)/i.test(buffer.subarray(0, bytesRead).toString('latin1'));
  } finally {
    await handle.close();
  }
}

async function unpack(file: string, { url, member }: Download, folder: string, context: Fetching): Promise<string> {
  const unpacked = join(folder, 'unpacked');
  await context.files.unpack(file, unpacked);
  const program = join(unpacked, member as string);
  if (!(await stat(program).catch(() => undefined))?.isFile()) throw broken(`${url} does not contain ${member}.`);
  return program;
}

function fileName({ name }: ToolRequest, { platform }: ToolContext): string {
  return platform.os === 'windows' ? `${name}.exe` : name;
}

function broken(message: string, remedy?: string): StageError {
  return new StageError('infrastructure', message, remedy === undefined ? {} : { remedy });
}
