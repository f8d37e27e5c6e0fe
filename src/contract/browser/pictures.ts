import type { Difference } from '../../model/check.ts';
import type { Browser, Visited } from '../../ports/browser.ts';
import type { Contract } from '../contract.ts';
import type { Keep } from '../evidence.ts';

export interface PicturesInput {
  readonly flow: string;
  readonly candidate: Visited;
  readonly references: readonly Visited[];
  readonly ui: NonNullable<Contract['ui']>;
  readonly browser: Browser;
  readonly keep: Keep;
  readonly signal?: AbortSignal;
}

export interface PicturesResult {
  readonly differences: readonly Difference[];
  readonly evidence: readonly string[];
}

/** Every look as a picture: the candidate's, the reference's, and where they differ one that shows where. */
export async function comparePictures(input: PicturesInput): Promise<PicturesResult> {
  const { candidate, keep, flow } = input;
  const differences: Difference[] = [];
  const evidence: string[] = [];
  for (const look of candidate.looks) {
    evidence.push(await keep(`${fileOf(flow, look.name)}.png`, look.picture, `“${look.name}” in the candidate`));
    const found = await compareLook(look.name, look.picture, input);
    differences.push(...found.differences);
    evidence.push(...found.evidence);
  }
  const { failed, trace } = candidate;
  if (failed?.picture)
    evidence.push(
      await keep(`${fileOf(flow, 'failed')}.png`, failed.picture, `where “${flow}” broke off in the candidate`),
    );
  if (trace)
    evidence.push(await keep(`${fileOf(flow, 'trace')}.zip`, trace, `“${flow}” step by step, as the browser saw it`));
  return { differences, evidence };
}

async function compareLook(name: string, picture: Uint8Array, input: PicturesInput): Promise<PicturesResult> {
  const weight = input.ui.compare?.pixels ?? 'fail';
  const [reference, again] = input.references.map(({ looks }) => looks.find((one) => one.name === name)?.picture);
  if (weight === 'off' || !reference) return { differences: [], evidence: [] };
  const found = await input.browser.compare({ reference, candidate: picture, ...(again && { again }) }, input.signal);
  const most = Number.parseFloat(input.ui.compare?.most ?? '0');
  const share = (found.different / found.of) * 100;
  const varies = `${((100 * found.masked) / found.of).toFixed(2)} % of the picture vary in the reference itself`;
  if (share <= most) return { differences: [], evidence: [] };
  const actual = `${found.different} of ${found.of} points differ (${share.toFixed(2)} %)`;
  const file = fileOf(input.flow, name);
  return {
    differences: [
      {
        where: `${name} picture`,
        kind: 'pixels',
        expected: `at most ${most} %`,
        actual,
        effect: weight === 'fail' ? 'fails' : 'warns',
        note: `${varies}; see ${file}-difference.png`,
      },
    ],
    evidence: [
      await input.keep(`${file}-reference.png`, reference, `“${name}” in the reference`),
      await input.keep(
        `${file}-difference.png`,
        found.picture,
        `“${name}”: red where the two differ, yellow where it varies by itself`,
      ),
    ],
  };
}

/** Looks of pages carry their page's name already. */
function fileOf(flow: string, look: string): string {
  if (flow.startsWith('page.') && look.startsWith('page')) return look;
  return `${flow.replaceAll(/[^\w]+/g, '-').replace(/-$/, '')}-${look}`;
}
