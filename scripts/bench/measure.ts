import type { Bench, Figures, Row, Sides } from './row.ts';
import { showFigure } from './statistics.ts';

/** Both sides in turn, A B A B …, so that a drifting machine disturbs both alike. */
export async function measure(row: Row, pairs: number, bench: Bench): Promise<Figures> {
  const sides = await row.open(bench);
  try {
    return await takePairs(sides, pairs, (side, figure) =>
      bench.say(`  ${row.id}: ${side} ${showFigure(figure, row.goal.unit)}`),
    );
  } finally {
    await sides.close();
  }
}

async function takePairs(
  sides: Sides,
  pairs: number,
  told: (side: 'ours' | 'theirs', figure: number) => void,
): Promise<Figures> {
  const figures: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of ['ours', 'theirs'] as const) {
      const prepare = sides[side];
      if (!prepare) continue;
      const figure = await (await prepare())();
      figures[side].push(figure);
      told(side, figure);
    }
  }
  return figures;
}
