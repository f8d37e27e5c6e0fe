/** Brings what the applications' backends need beside Node: Python 3.11 or newer with its venv module. */
import { findPython } from './support/install.ts';
import { run, works } from './support/run.ts';

const PACKAGES = ['python3', 'python3-venv'];

if (!findPython()) install();

function install(): void {
  if (process.getuid?.() !== 0 || !works('apt-get', ['--version'])) {
    console.error(
      `Python 3.11 or newer with venv is missing. On Debian or Ubuntu, as root: apt-get install ${PACKAGES.join(' ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const args = ['install', '-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...PACKAGES];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (works('apt-get', args, env)) return;
  run('apt-get', ['update', '-q'], { env });
  run('apt-get', args, { env });
}
