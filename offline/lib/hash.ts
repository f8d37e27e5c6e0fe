import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
};

/** Names, modes' executable bit and contents of a file, or of everything below a directory. */
export const sha256OfTree = (root: string, path: string): string => {
  const full = join(root, path);
  const stat = statSync(full);
  if (!stat.isDirectory()) return sha256(`${path} ${stat.mode & 0o100} ${sha256(readFileSync(full, 'latin1'))}`);
  return sha256(
    readdirSync(full)
      .sort()
      .map((name) => sha256OfTree(root, join(path, name)))
      .join('\n'),
  );
};
