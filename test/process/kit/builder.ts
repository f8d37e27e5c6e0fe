import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../offline/lib/failure.ts';
import { make } from '../../../offline/lib/make.ts';
import type { Part } from '../../../offline/lib/part.ts';
import { plan } from '../../../offline/lib/plan.ts';
import { contained } from '../../../offline/recipes/contained.ts';

/** A builder of a tiny kit: `slow` stops half-way until the file `go` appears, `large` writes 100 MB. */
const [root = '', ...names] = process.argv.slice(2);

const made = { version: '1', origin: 'test' };

const table: readonly Part[] = [
  {
    name: 'base',
    build: async ({ out }) => {
      await writeFile(join(out, 'base.txt'), 'base\n');
      return made;
    },
  },
  {
    name: 'slow',
    needs: ['base'],
    build: async ({ out, from }) => {
      if (!existsSync(join(from('base'), 'base.txt'))) throw new Error('what it needs is not there');
      await mkdir(join(out, 'bin'));
      await writeFile(join(out, 'bin/slow'), 'half');
      await writeFile(join(root, 'half'), '');
      while (!existsSync(join(root, 'go'))) await new Promise((next) => setTimeout(next, 20));
      await writeFile(join(out, 'bin/slow'), 'whole');
      return made;
    },
  },
  {
    name: 'mounting',
    build: async ({ scratch, run }) => {
      const script = `mount -t tmpfs none ${scratch} && echo $$ > ${join(root, 'half')} && exec sleep 600.25`;
      await run(...contained('sh', ['-c', script]));
      return made;
    },
  },
  {
    name: 'large',
    build: async ({ out }) => {
      await writeFile(join(out, 'large'), Buffer.alloc(100e6));
      return made;
    },
  },
];

try {
  const site = { root, sources: import.meta.dirname, say: console.log };
  await make(plan(table, names, site.sources), plan(table, ['slow', 'large', 'mounting'], site.sources), site);
} catch (fault) {
  console.error(fault instanceof Failure ? `${fault.message}\n  ${fault.remedy}` : fault);
  process.exitCode = 1;
}
