import type { FoundImage } from '../images.ts';
import { isAside, type Repository, type Source } from '../repository.ts';

/** The route that tells whether the application is well, as its source spells it. */
export function healthRoute(
  image: FoundImage,
  { texts }: Repository,
): { readonly path: string; readonly source: Source } | undefined {
  const prefix = image.context === '.' ? '' : `${image.context}/`;
  for (const [file, text] of Object.entries(texts)) {
    if (!file.startsWith(prefix) || isAside(file) || !/\.(py|js|mjs|cjs)$/.test(file)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const path = /["'`](\/(?:api\/)?(?:health|healthz|livez|ready|readyz|ping)(?:\/\w+)?)["'`]/.exec(line)?.[1];
      if (path) return { path, source: { file, line: index + 1 } };
    }
  }
  return undefined;
}
