import { formatDuration } from '../../lib/duration.ts';
import type { PathStep } from '../critical-path.ts';
import { signOf } from '../words.ts';
import { html, type Safe } from './safe.ts';

/** One bar as long as the run, cut into the stages that made it so long, with a numbered key below. */
export function criticalPathPicture(path: readonly PathStep[], totalMs: number): Safe | undefined {
  if (path.length === 0 || totalMs <= 0) return undefined;
  const share = (ms: number): number => Math.min(100, (ms / totalMs) * 100);
  const told = path.map(({ stage }) => `${stage.title} ${formatDuration(stage.durationMs)}`).join(', then ');
  return html`<figure class="path"><figcaption>Critical path: shortening anything else would not have made the run shorter</figcaption>
<svg role="img" aria-label="Critical path: ${told}" width="100%" height="30">${path.map(({ stage }, index) => {
    const x = share(stage.startMs);
    const width = share(stage.durationMs);
    const tone = signOf(stage.outcome).tone;
    return html`<rect class="${tone} ${index % 2 === 0 ? 'even' : 'odd'}" x="${x.toFixed(2)}%" y="1" width="${width.toFixed(2)}%" height="28"/>${width > 3 && html`<text x="${(x + width / 2).toFixed(2)}%" y="20" text-anchor="middle">${index + 1}</text>`}`;
  })}</svg>
<ol>${path.map(
    ({ stage, waitMs }) =>
      html`<li><b>${stage.title}</b> ${formatDuration(stage.durationMs)} <span class="quiet">${share(stage.durationMs).toFixed(0)} %${waitMs > 500 && `, after ${formatDuration(waitMs)} idle`}</span></li>`,
  )}</ol></figure>`;
}
