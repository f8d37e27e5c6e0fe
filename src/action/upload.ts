import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../lib/duration.ts';
import { messageOf } from '../lib/error.ts';
import type { Platform, Uploaded } from './platform.ts';

export interface UploadedReport {
  readonly artifactId?: string;
  readonly artifactUrl?: string;
  /** The page alone, which the browser shows without unpacking anything. */
  readonly pageUrl?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

interface Upload {
  readonly out: string;
  readonly env: Env;
  readonly matrix: string;
  /** The job must not wait for a service that does not answer. */
  readonly withinMs?: number;
}

/** Uploads the report folder, and its page. A failure is said with the path on the runner, and never changes the verdict. */
export async function uploadReport(platform: Platform, upload: Upload): Promise<UploadedReport | undefined> {
  const { out, env, matrix, withinMs = 120_000 } = upload;
  const name = artifactName(env, matrix);
  const page = join(out, 'index.html');
  const attempt = async (what: string, work: () => Promise<Uploaded>): Promise<Uploaded | undefined> => {
    try {
      return await within(work(), withinMs);
    } catch (error) {
      platform.log(`The ${what} could not be uploaded (${messageOf(error)}); it is in ${out}`);
      return undefined;
    }
  };
  if (!platform.canUpload()) {
    platform.log(`No artifact service here; the report is in ${out}`);
    return undefined;
  }
  const bundle = await attempt('report', () => platform.upload(out, name));
  if (!bundle) return undefined;
  // Another beginning than the folders have: who downloads `taskflow-*` unpacks what comes, and this is no archive.
  const single = existsSync(page)
    ? await attempt('page alone', () => platform.uploadPage(page, `report-of-${name}.html`))
    : undefined;
  return { artifactId: bundle.id, artifactUrl: bundle.url, ...(single && { pageUrl: single.url }) };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${formatDuration(ms)}`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** One name per job, matrix entry and attempt: a name can be used only once. */
export function artifactName(env: Env, matrix: string): string {
  const { GITHUB_JOB: job = 'job', GITHUB_ACTION: step = '', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  return ['taskflow', job, matrix, step, `a${attempt}`]
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w.-]/g, '-');
}
