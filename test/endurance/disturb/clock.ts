import { writeFileSync } from 'node:fs';
import type { Disturbance } from './table.ts';

/** An hour ahead, or back: by the seconds that were drawn. Timers are not concerned, what asks for the date is. */
export const jumpClock: Disturbance['begin'] = async ({ world, seconds }) => {
  writeFileSync(world.clock, seconds > 8 ? '+1h' : '-1h');
  return async () => writeFileSync(world.clock, '+0');
};
