import { readFile } from 'node:fs/promises';
import { publishReport } from '../github/publish.ts';
import { targetOf } from '../github/target.ts';
import { messageOf } from '../lib/error.ts';
import type { Report } from '../model/report.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { harmless } from './commands.ts';
import type { Platform } from './platform.ts';

const limitMs = 120_000;

export interface Wishes {
  readonly 'github-token'?: string;
  readonly 'github-environment'?: string;
  readonly matrix: string;
  readonly artifactUrl?: string;
}

/** With a token: comment, checks and deployment. Whatever goes wrong is a line in the log, never another verdict. */
export async function sayOnGitHub(
  report: Report,
  { 'github-token': token, 'github-environment': environment, matrix, artifactUrl }: Wishes,
  platform: Pick<Platform, 'log' | 'mask'>,
  ports: Pick<PipelinePorts, 'http' | 'clock' | 'env'>,
): Promise<void> {
  if (token === undefined) return;
  platform.mask(token);
  try {
    const target = targetOf(ports.env, await eventOf(ports.env.GITHUB_EVENT_PATH), matrix);
    if (!target) return platform.log('Nothing was said on GitHub: this is no job of GitHub Actions.');
    const more = { ...(environment && { environment }), ...(artifactUrl && { artifactUrl }) };
    const signal = AbortSignal.timeout(limitMs);
    const problems = await publishReport(report, { target, token, matrix, ...more }, { ...ports, signal });
    for (const problem of problems) platform.log(harmless(problem));
  } catch (error) {
    platform.log(harmless(`The result could not be said on GitHub (${messageOf(error)}).`));
  }
}

async function eventOf(path: string | undefined): Promise<unknown> {
  return path ? JSON.parse(await readFile(path, 'utf8')) : undefined;
}
