import { BrowserMissing } from '../ports/browser.ts';
import type { Command, Exec } from '../ports/exec.ts';
import { failureSentence } from './outcome.ts';

/** Programs of a package must not run while it is installed; what drives a browser needs none. */
export function npmInstall(folder: string, packages: readonly string[]): Command {
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  return { tool: 'npm', args: ['install', '--prefix', folder, ...quiet, ...packages], timeoutMs: 180_000 };
}

/** Brings what drives a browser into a folder of the runner; what npm says is the reason where it cannot. */
export function installWithNpm(exec: Exec, folder: string): (packages: readonly string[]) => Promise<string> {
  return async (packages) => {
    const outcome = await exec(npmInstall(folder, packages));
    if (outcome.failed)
      throw new BrowserMissing(
        `what a browser needs could not be installed (${packages.join(', ')}): ${failureSentence(outcome)}`,
      );
    return folder;
  };
}
