/**
 * Runs the reference until told to stop: `node main.ts [--web] [--variant=NAME] [--origin=URL …]`.
 * Prints one line of JSON when everything answers; a line on standard input switches to the variant it names.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startReference } from './reference.ts';
import { VARIANTS, type VariantName } from './variants.ts';

const { values } = parseArgs({
  options: {
    web: { type: 'boolean', default: false },
    variant: { type: 'string', default: 'none' },
    origin: { type: 'string', multiple: true, default: [] },
  },
});

const reference = await startReference({ web: values.web, variant: known(values.variant), origins: values.origin });
const { api, web, llm, database } = reference;
process.stdout.write(`${JSON.stringify({ api, web, llm, database })}\n`);
const input = createInterface({ input: process.stdin }).on('line', (line) => reference.use(known(line.trim())));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    input.close();
    void reference.stop();
  });
}

function known(name: string): VariantName {
  if (name in VARIANTS) return name as VariantName;
  throw new Error(`no variant ${name}; there are ${Object.keys(VARIANTS).join(', ')}`);
}
