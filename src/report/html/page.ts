import { createHash } from 'node:crypto';
import type { PipelineEvent } from '../../model/event.ts';
import type { Report } from '../../model/report.ts';
import type { Attachment } from '../attachment.ts';
import { headline, signOf } from '../words.ts';
import { pageCss, pageJs } from './assets.ts';
import { checkpoints, strip } from './checkpoints.ts';
import { contract } from './contract.ts';
import { consequences, environment, evidenceList, releases, screenshots } from './details.ts';
import { hero } from './hero.ts';
import { logData, logFiles, logs } from './logs.ts';
import { html, type Part, type Safe } from './safe.ts';
import { secondOpinion } from './second-opinion.ts';
import { timeline } from './timeline.ts';

export interface PageInput {
  readonly report: Report;
  readonly events: readonly PipelineEvent[];
  readonly attachments: readonly Attachment[];
}

/** `index.html`: one file that needs nothing else, most important first. */
export function renderPage(input: PageInput): string {
  return [...pageChunks(input)].join('');
}

/** The page in pieces, so that whoever writes it never holds all of it. */
export function pageChunks({ report, events, attachments }: PageInput): Iterable<string> {
  const files = logFiles(events, attachments, report.evidence);
  const body: readonly Part[] = [
    hero(report),
    strip(report),
    contract(report),
    screenshots(report, attachments),
    checkpoints(report),
    consequences(report),
    secondOpinion(report, attachments),
    timeline(report),
    releases(report, attachments),
    logs(files),
    evidenceList(report),
    environment(report),
  ];
  const title = `${signOf(report.verdict).mark} ${headline(report)}`;
  return documentOf({ title, stamp: report.startedAt, body }, logData(files));
}

interface Document {
  readonly title: string;
  readonly stamp: string;
  readonly body: Part;
}

/** The frame that all pages share: nothing is loaded, and no script runs but our own, which reads the blocks of data. */
export function* documentOf(page: Document, data: Iterable<Safe> = []): Iterable<string> {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(pageCss)}'`,
    `script-src '${hash(pageJs)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  yield html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>${page.title}</title><style>${raw(pageCss)}</style></head>
<body><a class="skip" href="#main">Skip to the report</a>
<header class="top"><span class="brand">taskflow-k8s</span> <time datetime="${page.stamp}">${page.stamp.replace('T', ' ').replace(/:\d+(\.\d+)?Z$/, ' UTC')}</time>${jumps(page.body)}<button type="button" data-theme-button hidden>Dark</button></header>
<main id="main" tabindex="-1">${page.body}</main>`.markup;
  for (const block of data) yield block.markup;
  yield `<script>${pageJs}</script></body></html>\n`;
}

/** Links to the sections that are there. */
function jumps(body: Part): Safe {
  const sections = [...html`${body}`.markup.matchAll(/<h2 id="([a-z]+)-title">([^<]*)</g)];
  return html`<nav aria-label="Sections">${sections.map(([, id, title]) => html`<a href="#${id}">${raw(title ?? '')}</a>`)}</nav>`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Text of our own that must stand as it is: style, script and policy. */
function raw(text: string): Safe {
  return { markup: text };
}
