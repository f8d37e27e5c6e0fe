import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../src/diagnosis/catalogue.ts';

/** Writes `docs/diagnosis.md` from the rules; a unit test says when it is stale. */
writeFileSync(join(import.meta.dirname, '../docs/diagnosis.md'), catalogue());
