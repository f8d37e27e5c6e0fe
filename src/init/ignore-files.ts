import { parseIgnore } from '../images/ignore.ts';
import type { FoundImage } from './images.ts';
import type { NewFile } from './proposal.ts';
import type { Advice, Repository } from './repository.ts';

export interface IgnoreFiles {
  readonly files: readonly NewFile[];
  readonly advice: readonly Advice[];
}

/** Every build context gets a `.dockerignore`: without one its history and its `.env` would go into the image. */
export function ignoreFiles(images: readonly FoundImage[], repository: Repository): IgnoreFiles {
  const contexts = new Map(images.map((image) => [image.context, image]));
  const files: NewFile[] = [];
  const advice: Advice[] = [];
  for (const [context, { dockerfile }] of contexts) {
    const path = context === '.' ? '.dockerignore' : `${context}/.dockerignore`;
    const present = [`${dockerfile}.dockerignore`, path].find((file) => repository.paths.includes(file));
    const open = present === undefined ? [] : exposed(context, repository.texts[present] ?? '', repository);
    if (present === undefined) files.push({ path, text, title: 'what stays out of the image' });
    else if (open.length > 0)
      advice.push({
        text: `${present} lets ${open.join(' and ')} into the image; add ${open.length > 1 ? 'them' : 'it'}`,
        source: { file: present },
      });
  }
  return { files, advice };
}

/** What checkpoint 1 would refuse. The history is there whether or not it is among the files that were read. */
function exposed(context: string, ignore: string, { paths }: Repository): string[] {
  const isIgnored = parseIgnore(ignore);
  const inside =
    context === '.'
      ? paths
      : paths.filter((path) => path.startsWith(`${context}/`)).map((path) => path.slice(context.length + 1));
  const secret = inside.filter((path) => /(^|\/)\.env(\.(?!example|sample|template)[^/]*)?$/.test(path));
  return [...(context === '.' ? ['.git'] : []), ...secret].filter(
    (path) => !isIgnored(path === '.git' ? '.git/HEAD' : path),
  );
}

const text = `# Written by \`taskflow-k8s init\`: what has no business in an image.
.git
.github
.taskflow-k8s
.env
.env.*
!.env.example
**/node_modules
**/.venv
**/__pycache__
**/.next
`;
