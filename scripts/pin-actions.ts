import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `node scripts/pin-actions.ts [--write] [--folder DIR] [--server URL]`: asks the repository of each `uses: owner/name@commit # version`
 * which commit that version is. Says what differs (exit code 1), or with `--write` puts it right.
 */
const { values } = parseArgs({
  options: {
    write: { type: 'boolean' },
    folder: { type: 'string', default: join(import.meta.dirname, '../.github/workflows') },
    server: { type: 'string', default: 'https://github.com' },
  },
});
const pin = /(uses: ([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@)([0-9a-f]{40})( # (v[\w.-]+))/g;
const known = new Map<string, string>();

const commitOf = (repository: string, tag: string): string => {
  const key = `${repository}@${tag}`;
  const found = known.get(key) ?? askFor(repository, tag);
  known.set(key, found);
  return found;
};

/** A tag with a message of its own is an object that leads to the commit; `^{}` is the commit. */
const askFor = (repository: string, tag: string): string => {
  const ref = `refs/tags/${tag}`;
  const lines = execFileSync('git', ['ls-remote', `${values.server}/${repository}`, ref, `${ref}^{}`], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const [commit] = lines.find(([, name]) => name === `${ref}^{}`) ?? lines.find(([, name]) => name === ref) ?? [];
  if (!commit) throw new Error(`${repository} has no tag ${tag}`);
  return commit;
};

let wrong = 0;
for (const name of readdirSync(values.folder)) {
  const path = join(values.folder, name);
  const text = readFileSync(path, 'utf8');
  const right = text.replace(
    pin,
    (line, before: string, repository: string, commit: string, after: string, tag: string) => {
      const real = commitOf(repository, tag);
      if (real === commit) return line;
      wrong += 1;
      console.error(`${name}: ${repository} ${tag} is ${real}, not ${commit}`);
      return `${before}${real}${after}`;
    },
  );
  if (values.write && right !== text) writeFileSync(path, right);
}
console.log(
  wrong === 0
    ? `${known.size} versions are what their commits say`
    : `${wrong} pins differ${values.write ? ', put right' : ''}`,
);
if (wrong > 0 && !values.write) process.exitCode = 1;
