import type { Report } from '../model/report.ts';
import { renderBrief } from '../report/markdown.ts';
import type { CallApi } from './api.ts';
import type { GitHubTarget } from './target.ts';

/** A comment holds 65,536 characters. */
const budget = 60_000;
const pages = 10;

/** One comment per job on a pull request, written anew by every run; returns why it could not be. */
export async function stickyComment(
  report: Report,
  target: GitHubTarget & { readonly pullRequest: number },
  links: readonly string[],
  call: CallApi,
): Promise<string | undefined> {
  const { repository, pullRequest } = target;
  const mine = await findMine(target, call);
  if (!mine.ok) return mine.why;
  const body = commentBody(report, target, links);
  const outcome = await (mine.id === undefined
    ? call({ method: 'POST', path: `/repos/${repository}/issues/${pullRequest}/comments`, body: { body } })
    : call({ method: 'PATCH', path: `/repos/${repository}/issues/comments/${mine.id}`, body: { body } }));
  return outcome.ok ? undefined : outcome.why;
}

export function commentBody(report: Report, target: GitHubTarget, links: readonly string[]): string {
  const end = `${links.join(' · ')} · commit ${target.sha.slice(0, 7)}`;
  return `${markerOf(target)}\n${renderBrief(report, budget)}\n${end}\n`;
}

/** Invisible in the rendered comment. */
function markerOf({ job }: GitHubTarget): string {
  return `<!-- taskflow-k8s ${job.replaceAll(/[^\w./ -]/g, '_').replaceAll('--', '__')} -->`;
}

type Mine = { readonly ok: true; readonly id?: number } | { readonly ok: false; readonly why: string };

async function findMine(target: GitHubTarget & { readonly pullRequest: number }, call: CallApi): Promise<Mine> {
  const marker = markerOf(target);
  for (let page = 1; page <= pages; page += 1) {
    const path = `/repos/${target.repository}/issues/${target.pullRequest}/comments?per_page=100&page=${page}`;
    const outcome = await call({ method: 'GET', path });
    if (!outcome.ok) return outcome;
    const comments = Array.isArray(outcome.body) ? (outcome.body as readonly { id?: unknown; body?: unknown }[]) : [];
    const mine = comments.find(({ body }) => typeof body === 'string' && body.startsWith(marker));
    if (typeof mine?.id === 'number') return { ok: true, id: mine.id };
    if (!outcome.more) break;
  }
  return { ok: true };
}
