import { messageOf } from '../lib/error.ts';
import type { Platform } from './platform.ts';

/** Uploads the report folder. A failure is said with the path on the runner, and never changes the verdict. */
export async function uploadReport(
  platform: Platform,
  out: string,
  env: Readonly<Record<string, string | undefined>>,
  matrix: string,
): Promise<{ artifactId: string; artifactUrl: string } | undefined> {
  try {
    const artifact = await platform.upload(out, artifactName(env, matrix));
    if (artifact) return { artifactId: artifact.id, artifactUrl: artifact.url };
    platform.log(`No artifact service here; the report is in ${out}`);
  } catch (error) {
    platform.log(`The report could not be uploaded (${messageOf(error)}); it is in ${out}`);
  }
  return undefined;
}

/** One name per job, matrix entry and attempt: a name can be used only once. */
export function artifactName(env: Readonly<Record<string, string | undefined>>, matrix: string): string {
  const { GITHUB_JOB: job = 'job', GITHUB_ACTION: step = '', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  return ['taskflow', job, matrix, step, `a${attempt}`]
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w.-]/g, '-');
}
