import { pathText } from '../lib/yaml.ts';
import type { Config, ReleaseConfig } from './config.ts';
import { isObject } from './document.ts';

/** Release → what its chart's values.yaml says. */
export type ChartValues = Readonly<Record<string, unknown>>;

/**
 * Fills in what a release leaves out: which value takes which image, and which value names the Secret. What is written
 * wins, so that a release with one path written has said all of them.
 */
export function wireCharts(config: Config, charts: ChartValues): Config {
  const wired = Object.entries(config.releases).map(([name, release]): [string, ReleaseConfig] => {
    const said = Object.keys(release.images).length + Object.keys(release.swap).length > 0;
    const images = said ? release.images : imagePaths(charts[name], Object.keys(config.images));
    const own = Object.hasOwn(config.secrets, name) ? name : undefined;
    const secrets = Object.keys(release.secrets).length > 0 ? release.secrets : secretPath(charts[name], own);
    return [name, { ...release, images, secrets }];
  });
  return { ...config, releases: Object.fromEntries(wired) };
}

function imagePaths(values: unknown, images: readonly string[]): Readonly<Record<string, string>> {
  const slots = [...walk(values)].flatMap((slot) => {
    const repository = /image$/i.test(slot.key) ? repositoryOf(slot.value) : undefined;
    return repository === undefined ? [] : [{ ...slot, repository }];
  });
  const only = slots.length === 1 && images.length === 1 ? images[0] : undefined;
  return Object.fromEntries(
    slots.flatMap(({ path, owner, repository }) => {
      const image = only ?? images.find((name) => isMeant(name, repository, owner));
      return image === undefined ? [] : [[pathText(path), image]];
    }),
  );
}

/** `backend.image: { repository: shop-backend }` takes the image `shop-backend`, or else `backend`, or else `my-backend`. */
function isMeant(image: string, repository: string, owner: string): boolean {
  return image === repository.split('/').at(-1) || image === owner || (owner !== '' && image.endsWith(`-${owner}`));
}

/** A chart that takes a Secret made by others has a value for its name, by custom `existingSecret`. */
function secretPath(values: unknown, secret: string | undefined): Readonly<Record<string, string>> {
  const slot = [...walk(values)].find(({ key, value }) => /existingSecret$/i.test(key) && !isObject(value));
  return slot === undefined || secret === undefined ? {} : { [pathText(slot.path)]: secret };
}

interface Slot {
  readonly path: readonly string[];
  readonly key: string;
  /** The key above, which names the part of the chart. */
  readonly owner: string;
  readonly value: unknown;
}

function* walk(value: unknown, path: readonly string[] = []): Generator<Slot> {
  const key = path.at(-1);
  if (key !== undefined) yield { path, key, owner: path.at(-2) ?? '', value };
  if (isObject(value)) for (const [name, child] of Object.entries(value)) yield* walk(child, [...path, name]);
}

function repositoryOf(value: unknown): string | undefined {
  const text = isObject(value) ? (value.repository ?? value.name) : value;
  return typeof text === 'string' ? text.replace(/[:@](?!.*\/).*$/, '') : undefined;
}
