import type { FaultCase } from '../case.ts';
import { admission } from './admission.ts';
import { cluster } from './cluster.ts';
import { healthy } from './healthy.ts';
import { images } from './images.ts';
import { network } from './network.ts';
import { placement } from './placement.ts';
import { served } from './served.ts';
import { start } from './start.ts';
import { whole } from './whole.ts';

export const cases: readonly FaultCase[] = [
  ...whole,
  ...start,
  ...network,
  ...served,
  ...healthy,
  ...admission,
  ...placement,
  ...images,
  ...cluster,
];
