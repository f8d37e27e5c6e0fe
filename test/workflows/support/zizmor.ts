import { join } from 'node:path';
import { findPython } from '../../apps/support/install.ts';
import { once } from '../../apps/support/once.ts';
import { sharedCache } from '../../apps/support/paths.ts';
import { run } from '../../apps/support/run.ts';

const version = '1.32.0';

/** The checker of workflows, in a virtual environment of its own; made once. */
export function zizmor(): string {
  const python = findPython();
  if (!python)
    throw new Error('Python 3.11 or newer with its venv module is needed (Debian: python3 and python3-venv)');
  const environment = sharedCache('venv', `${python} zizmor ${version}`);
  once(environment, () => {
    run(python, ['-m', 'venv', environment]);
    run(join(environment, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `zizmor==${version}`]);
  });
  return join(environment, 'bin/zizmor');
}
