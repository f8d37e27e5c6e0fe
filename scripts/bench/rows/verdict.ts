import type { Row } from '../row.ts';
import { faults, openLab } from './verdict-lab.ts';

const rivals = {
  helm3: { program: 'helm', flags: ['--wait', '--atomic'], words: 'Helm 3 `--wait --atomic --timeout 5m`' },
  helm4: {
    program: 'helm4',
    flags: ['--wait', '--rollback-on-failure'],
    words: 'Helm 4 `--wait --rollback-on-failure --timeout 5m`',
  },
} as const;

/** From the upgrade to a named cause, beside the time after which Helm gives up. What is known before the upgrade is not used. */
export const verdicts: readonly Row[] = Object.entries(rivals).flatMap(([rival, { program, flags, words }]) =>
  faults.map(
    (fault): Row => ({
      id: `verdict-${fault.id}-${rival}`,
      title: `from upgrade to verdict: ${fault.title}`,
      against: `${words}, its rollback included`,
      goal: { kind: 'ratio', most: fault.most, unit: 'ms' },
      minutes: 2,
      open: async (bench) => {
        const lab = await openLab(bench);
        return {
          ours: () => lab.ours(fault),
          theirs: lab.theirs(fault, { name: rival, program, flags }),
          close: async () => undefined,
        };
      },
    }),
  ),
);
