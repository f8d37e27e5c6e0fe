import type { FoundCluster } from './cluster.ts';
import type { FoundImage } from './images.ts';
import type { Deployment, System } from './proposal.ts';
import { roleOf } from './roles.ts';
import { type Node, yamlText } from './yaml-text.ts';

const schema = 'https://raw.githubusercontent.com/org/taskflow-k8s-action/v1/schema/pipeline.schema.json';

/** `pipeline.yml`, with the line by which editors find its schema. */
export function pipelineText(system: System): string {
  const secrets = secretsOf(system);
  const document: Record<string, Node | undefined> = {
    version: 1,
    name: system.name,
    namespace: system.namespace,
    cluster: clusterNode(system.cluster),
    images: objectOf(system.images.map((image) => [image.name, imageNode(image)])),
    secrets: secrets.length === 0 ? undefined : objectOf(secrets),
    database: hasDatabase(system) ? 'disposable' : undefined,
    releases: objectOf(system.deployments.map((deployment) => [deployment.chart.release, releaseNode(deployment)])),
    contract: system.contract === undefined ? undefined : { file: system.contract },
  };
  if (system.images.length === 0) delete document.images;
  return [`# yaml-language-server: $schema=${schema}`, '# Written by `taskflow-k8s init`.', yamlText(document)].join(
    '\n',
  );
}

function clusterNode({ provider, kubernetes, runtime, addons, config }: FoundCluster): Node {
  return { provider, kubernetes, runtime, addons, config };
}

function imageNode(image: FoundImage): Node {
  return {
    dockerfile: image.dockerfile,
    context: image.context,
    target: image.target,
    tags: image.tags.length === 0 ? undefined : image.tags,
    args: Object.keys(image.args).length === 0 ? undefined : image.args,
  };
}

/** One Secret for each name; two charts that want the same one add up. */
function secretsOf(system: System): [string, Node][] {
  const byName = new Map<string, Record<string, string>>();
  for (const { name, keys } of system.deployments.flatMap(({ secrets }) => secrets))
    byName.set(name, { ...byName.get(name), ...keys });
  return [...byName].map(([name, keys]) => {
    const plain = Object.entries(keys).every(([key, variable]) => key === variable);
    return [name, { from: 'env', keys: plain ? Object.keys(keys) : keys }];
  });
}

export function hasDatabase({ deployments }: System): boolean {
  const words = deployments.flatMap(({ secrets, values }) => [
    ...secrets.flatMap(({ keys }) => Object.values(keys)),
    ...values.map(({ variable }) => variable),
  ]);
  const inside = deployments.some(({ stages }) => stages?.some(({ component }) => roleOf(component) === 'database'));
  return (
    inside || words.some((word) => /(DATABASE|DB|POSTGRES\w*|PG|MYSQL|MONGO\w*)_?(URL|URI|DSN|PASSWORD)$/.test(word))
  );
}

function releaseNode({ chart, matches, fixed, secrets, values, settings, stages, needs }: Deployment): Node {
  const set = {
    ...Object.fromEntries(settings.map(({ path, value }) => [path, value])),
    ...Object.fromEntries(values.map(({ path, variable }) => [path, `{{ env.${variable} }}`])),
  };
  return {
    chart: chart.path,
    values: chart.overlays.length === 0 ? undefined : chart.overlays,
    images: matches.length === 0 ? undefined : objectOf(matches.map(({ slot, image }) => [slot.path, image.name])),
    swap: fixed.length === 0 ? undefined : objectOf(fixed.map(({ found, image }) => [found.reference, image.name])),
    secrets: secrets.length === 0 ? undefined : objectOf(secrets.map(({ path, name }) => [path, name])),
    set: Object.keys(set).length === 0 ? undefined : set,
    needs: needs.length === 0 ? undefined : needs,
    stages: stages?.map(({ component, set }) => ({ component, ...(Object.keys(set).length === 0 ? {} : { set }) })),
  };
}

function objectOf(entries: readonly (readonly [string, Node])[]): { readonly [key: string]: Node } {
  return Object.fromEntries(entries);
}
