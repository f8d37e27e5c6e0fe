import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Each run is a line as soon as it is over, so that a campaign can be broken off and gone on with. */
export interface Book<Entry> {
  readonly entries: () => readonly Entry[];
  readonly add: (entry: Entry) => void;
}

export function openBook<Entry>(file: string): Book<Entry> {
  mkdirSync(dirname(file), { recursive: true });
  return {
    entries: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Entry)
        : [],
    add: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
  };
}
