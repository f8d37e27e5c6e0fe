import type { Row } from './row.ts';
import { growth, perRequest } from './rows/contract.ts';
import { firstLoad, layerLoad } from './rows/load.ts';
import { distSize, firstLine } from './rows/process.ts';
import { verdicts } from './rows/verdict.ts';
import { cold, memory, oneLine, warm } from './rows/whole.ts';

/** Every figure that the product promises. One entry adds a row. */
export const rows: readonly Row[] = [
  firstLoad,
  layerLoad,
  ...verdicts,
  cold,
  warm,
  oneLine,
  perRequest,
  growth,
  firstLine,
  memory,
  distSize,
];
