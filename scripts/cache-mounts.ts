/**
 * The same Dockerfile with BuildKit's cache mounts, which a builder without BuildKit would refuse:
 * `node scripts/cache-mounts.ts docker/backend.Dockerfile | docker build -f - test/apps/taskflow/backend`.
 */
import { readFileSync } from 'node:fs';

/** Each `# cache-mount: FOLDER` gives the `RUN` below it a cache that outlives the build, and lets the command use it. */
export const withCacheMounts = (dockerfile: string): string =>
  dockerfile.replaceAll(
    /^# cache-mount: (\S+)\nRUN (.+)$/gm,
    (_, folder: string, command: string) =>
      `RUN --mount=type=cache,target=${folder} ${command.replace(/ --no-cache(?:-dir)?\b/, '')}`,
  );

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error('usage: node scripts/cache-mounts.ts DOCKERFILE');
  process.stdout.write(withCacheMounts(readFileSync(file, 'utf8')));
}
