import type { PipelineDocument } from './schema.ts';

/** The configuration after parsing: values, not texts; every name filled in; nothing secret in it. */
export type Config = Omit<PipelineDocument, 'name' | 'namespace'> & {
  readonly name: string;
  readonly namespace: string;
  /** The configuration file, or undefined when inputs alone made it. */
  readonly file: string | undefined;
  /** Where each value came from, by path. */
  readonly origin: (path: string) => Origin;
};

export type Origin = 'input' | 'file' | 'environment' | 'default';
export type ReleaseConfig = PipelineDocument['releases'][string];
export type ImageConfig = PipelineDocument['images'][string];
export type SecretConfig = PipelineDocument['secrets'][string];
export type Graces = PipelineDocument['graces'];
export type GraceName = keyof Graces;
export type PreviewConfig = NonNullable<PipelineDocument['preview']>;
export type RepositoryConfig = PipelineDocument['repositories'][string];

/** Secret key → environment variable, whichever way it was written. */
export function secretKeys(secret: SecretConfig): Readonly<Record<string, string>> {
  return Array.isArray(secret.keys) ? Object.fromEntries(secret.keys.map((key) => [key, key])) : secret.keys;
}

/** `oci://…`, `https://…` and REPOSITORY/CHART come from elsewhere; anything else is a folder of the checkout. */
export function isLocalChart(chart: string, repositories: Readonly<Record<string, unknown>>): boolean {
  const [first = '', second] = chart.split('/');
  return !/^[a-z]+:\/\//.test(chart) && !(second !== undefined && Object.hasOwn(repositories, first));
}
