import type { Difference } from '../../model/check.ts';
import type { Report } from '../../model/report.ts';
import type { PlacedCheck } from '../select.ts';
import { cut, plural } from '../text.ts';
import { badge, command, detail, files, place, prose, section } from './bits.ts';
import { differenceAnchor } from './checkpoints.ts';
import { html, type Part, type Safe } from './safe.ts';

export function contract(report: Report): Part {
  const compared = report.checkpoints.flatMap((checkpoint) =>
    checkpoint.checks.filter((check) => (check.differences ?? []).length > 0).map((check) => ({ checkpoint, check })),
  );
  if (report.contract === undefined && compared.length === 0) return undefined;
  return section('contract', 'Contract', html`${summary(report)}${compared.map(comparison)}`);
}

function summary({ contract }: Report): Part {
  if (contract === undefined) return undefined;
  const { reference, cleaned } = contract;
  const against = `${reference.mode}${reference.api === undefined ? '' : ` at ${reference.api}`}${reference.recordedAt === undefined ? '' : `, recorded ${reference.recordedAt}`}`;
  return html`<p><b>${contract.passed} of ${plural(contract.steps, 'step')}</b> behave as the reference (${against})${contract.failed > 0 && html`, <b class="bad">${contract.failed} differ</b>`}${contract.other > 0 && `, ${contract.other} undecided`}.${cleaned && ` Cleaned up ${cleaned.done} of ${cleaned.of}.`}</p>`;
}

function comparison({ checkpoint, check }: PlacedCheck): Safe {
  const all = check.differences ?? [];
  const loud = all.filter((difference) => difference.effect !== 'masked');
  const masked = all.filter((difference) => difference.effect === 'masked');
  return html`<article class="comparison" id="${differenceAnchor(checkpoint, check)}"><h3>${check.title} ${badge(check.verdict)}</h3>
${detail(check.detail)}
${table(loud.slice(0, 10))}
${loud.length > 10 && html`<details><summary>${plural(loud.length - 10, 'more difference')}</summary>${table(loud.slice(10, 500))}</details>`}
${masked.length > 0 && html`<details><summary>${masked.length} known to vary, left out of the comparison</summary>${table(masked.slice(0, 500))}</details>`}
${check.remedy && html`<p class="remedy">${prose(check.remedy)}</p>`}
${check.place && html`<p>${place(check.place)}</p>`}
${check.reproduce && command(check.reproduce)}
${files(check.evidence)}</article>`;
}

function table(differences: readonly Difference[]): Part {
  if (differences.length === 0) return undefined;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Differences"><table class="differences"><thead><tr><th scope="col">Where</th><th scope="col">Expected, by the reference</th><th scope="col">Found, in the candidate</th></tr></thead><tbody>${differences.map(
    (one) => {
      const [expected, actual] = contrast(one.expected, one.actual);
      return html`<tr class="${one.effect}"><th scope="row"><code>${one.where}</code><span class="kind">${one.kind}</span></th><td class="expected"><code>${expected}</code></td><td class="actual"><code>${actual}</code>${one.note && html`<span class="note">${one.note}</span>`}</td></tr>`;
    },
  )}</tbody></table></div>`;
}

/** Both texts with the part that differs marked; what is equal around it is cut to what a reader needs. */
export function contrast(left: string, right: string): readonly [Safe, Safe] {
  let head = 0;
  while (head < left.length && left[head] === right[head]) head++;
  let tail = 0;
  const room = Math.min(left.length, right.length) - head;
  while (tail < room && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const one = (text: string): Safe => {
    const before = text.slice(0, head);
    const after = text.slice(text.length - tail);
    const middle = text.slice(head, text.length - tail);
    const start = before.length > 60 ? `…${before.slice(-60)}` : before;
    return html`${start}${middle !== '' && html`<mark>${cut(middle, 400)}</mark>`}${cut(after, 60)}`;
  };
  return [one(left), one(right)];
}
