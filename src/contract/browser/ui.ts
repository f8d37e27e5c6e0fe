import { type CheckResult, check } from '../../model/check.ts';
import type { CheckContractInput } from '../check-contract.ts';
import { pageChecks } from './pages.ts';

/** The pages of a contract; where no browser or no address is known, that is said and is not green. */
export async function uiChecks(input: CheckContractInput, report: (check: CheckResult) => void): Promise<void> {
  const { ui } = input.contract;
  if (!ui) return;
  const { openPage } = input.ports;
  const candidate = input.targets.candidate.web;
  if (!openPage || candidate === undefined) {
    const detail = openPage
      ? 'the address of the pages is not known: give --web, or targets.cand.web'
      : 'no browser was found: install Chromium, or name one in CHROMIUM_PATH';
    return report(
      check({ id: 'page', title: 'pages in a real browser', verdict: 'inconclusive', detail, place: ui.place }),
    );
  }
  const reference = input.targets.reference?.web;
  const checks = await pageChecks({
    pages: ui.pages,
    candidate,
    open: openPage,
    place: ui.place,
    ...(reference !== undefined && { reference }),
    ...(input.signal && { signal: input.signal }),
    ...(input.keep && { keep: input.keep }),
  });
  for (const one of checks) report(one);
}
