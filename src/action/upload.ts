import { messageOf } from '../lib/error.ts';
import type { Platform } from './platform.ts';

/** Uploads the report folder. A failure is said with the path on the runner, and never changes the verdict. */
export async function uploadReport(
  platform: Platform,
  out: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ artifactId: string; artifactUrl: string } | undefined> {
  try {
    const artifact = await platform.upload(out, artifactName(env));
    if (artifact) return { artifactId: artifact.id, artifactUrl: artifact.url };
    platform.log(`No artifact service here; the report is in ${out}`);
  } catch (error) {
    platform.log(`The report could not be uploaded (${messageOf(error)}); it is in ${out}`);
  }
  return undefined;
}

/** One name per job, matrix entry and attempt: a name can be used only once. */
export function artifactName(env: Readonly<Record<string, string | undefined>>): string {
  const parts = ['taskflow', env.GITHUB_JOB ?? 'job', env.GITHUB_ACTION ?? '', `a${env.GITHUB_RUN_ATTEMPT ?? '1'}`];
  return parts
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w.-]/g, '-');
}
