import { dump, load } from 'js-yaml';

export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, where the registry knows it: nobody can move it under the pods. */
  readonly digest?: string;
}

export interface ValueLayers {
  /** The chart's own values, which say whether an image is one text or a mapping. */
  readonly defaults: unknown;
  readonly set: Readonly<Record<string, string | number | boolean>>;
  readonly images: Readonly<Record<string, ImageReference>>;
  /** Value path → name of the Secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Value path → the secret itself, for charts that want it so. */
  readonly plain: Readonly<Record<string, string>>;
  readonly stage: Readonly<Record<string, string | number | boolean>>;
}

/** `localhost:5000/app:1`, or `…/app@sha256:…`; a colon before a slash belongs to the host. */
export function parseReference(text: string): ImageReference {
  const [, repository = text, tag = '', digest] = /^(.*?)(?::([^:/@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  if (digest !== undefined) return { repository, tag, digest };
  return { repository, tag: tag || 'latest' };
}

export function referenceText({ repository, tag, digest }: ImageReference): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
}

/** One values document that goes to Helm by stdin, on top of the values files. */
export function renderValues(layers: ValueLayers): string {
  const values: Tree = {};
  for (const [path, value] of Object.entries(layers.set)) setPath(values, path, value);
  for (const [path, image] of Object.entries(layers.images))
    setImage(values, path, image, valueAt(layers.defaults, path));
  for (const [path, name] of Object.entries(layers.secrets)) setPath(values, path, name);
  for (const [path, value] of Object.entries(layers.plain)) setPath(values, path, value);
  for (const [path, value] of Object.entries(layers.stage)) setPath(values, path, value);
  return dump(values);
}

export function parseDefaults(text: string): unknown {
  return text.trim() === '' ? {} : load(text);
}

type Tree = { [key: string]: unknown };

/** A text gets the whole reference; a mapping its parts, and whatever would win over them is emptied. */
function setImage(values: Tree, path: string, image: ImageReference, present: unknown): void {
  if (typeof present !== 'object' || present === null) {
    setPath(values, path, referenceText(image));
    return;
  }
  const { repository, tag, digest } = 'digest' in present ? { digest: '', ...image } : withoutDigest(image);
  setPath(values, `${path}.${'name' in present && !('repository' in present) ? 'name' : 'repository'}`, repository);
  setPath(values, `${path}.tag`, tag);
  if (digest !== undefined) setPath(values, `${path}.digest`, digest);
  if ('registry' in present) setPath(values, `${path}.registry`, '');
  if ('pullPolicy' in present) setPath(values, `${path}.pullPolicy`, 'IfNotPresent');
}

/** Two parts for a chart that puts a colon between them and knows no digest: `app@sha256` and `0123…`. */
function withoutDigest(image: ImageReference): ImageReference {
  const [repository = '', tag = ''] = referenceText(image).split(/:(?=[^:/]*$)/);
  return { repository, tag };
}

function setPath(tree: Tree, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() as string;
  let node = tree;
  for (const part of parts) {
    if (typeof node[part] !== 'object' || node[part] === null) node[part] = {};
    node = node[part] as Tree;
  }
  node[last] = value;
}

function valueAt(tree: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, part) => (typeof node === 'object' && node !== null ? (node as Tree)[part] : undefined),
      tree,
    );
}
