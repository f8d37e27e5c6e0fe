import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../model/problem.ts';
import type { Contract } from '../contract.ts';
import type { Snapshot } from '../run/snapshot.ts';
import { readSnapshot } from './har.ts';
import { contractHash } from './secrets.ts';

export interface ReadRecorded {
  readonly contract: Contract;
  readonly text: string;
  /** The folder of the contract file, from which the snapshot's path is meant. */
  readonly folder: string;
}

/** The snapshot that a contract names; none when it names none. A stale one is refused, since it proves another contract. */
export async function readRecorded({ contract, text, folder }: ReadRecorded): Promise<Snapshot | undefined> {
  const name = contract.reference.snapshot;
  if (name === undefined) return undefined;
  const fault = (message: string, hint: string): UsageError => new UsageError([{ source: name, message, hint }]);
  const hint = 'record it again: taskflow-k8s record';
  const content = await readFile(resolve(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && contract.reference.mode !== 'replay') return undefined;
    throw fault(`cannot be read: ${error.message}`, hint);
  });
  if (content === undefined) return undefined;
  const snapshot = readSnapshot(content);
  if (typeof snapshot === 'string') throw fault(snapshot, hint);
  if (snapshot.contractHash !== contractHash(text)) throw fault('was recorded for another text of the contract', hint);
  return snapshot;
}
