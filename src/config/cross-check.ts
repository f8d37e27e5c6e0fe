import { nearest } from '../lib/nearest.ts';
import { exactVersion } from '../lib/version-range.ts';
import type { PipelineDocument } from './schema.ts';

export interface CrossFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly meant?: string;
  readonly hint?: string;
}

/** What one part of the document says about another. */
export function crossCheck(document: PipelineDocument): CrossFault[] {
  return [
    ...releaseFaults(document),
    ...needsCycles(document),
    ...checkpointFaults(document),
    ...clusterFaults(document),
    ...toolFaults(document),
    ...previewFaults(document),
    ...repositoryFaults(document),
  ];
}

function releaseFaults(document: PipelineDocument): CrossFault[] {
  const known = {
    images: Object.keys(document.images),
    secrets: Object.keys(document.secrets),
    needs: Object.keys(document.releases),
  };
  return Object.entries(document.releases).flatMap(([name, release]) => [
    ...Object.entries(release.images).flatMap(([path, image]) =>
      unknown(['releases', name, 'images', path], 'image', image, known.images),
    ),
    ...Object.entries(release.swap).flatMap(([reference, image]) =>
      unknown(['releases', name, 'swap', reference], 'image', image, known.images),
    ),
    ...Object.entries(release.secrets).flatMap(([path, secret]) =>
      unknown(['releases', name, 'secrets', path], 'secret', secret, known.secrets),
    ),
    ...Object.entries(release['secret-values']).flatMap(([path, word]) =>
      unknown(['releases', name, 'secret-values', path], 'secret key', word, secretWords(document)),
    ),
    ...release.needs.flatMap((other, index) =>
      unknown(['releases', name, 'needs', index], 'release', other, known.needs),
    ),
    ...twice((release.stages ?? []).map((stage) => stage.component)).map((component) => ({
      path: ['releases', name, 'stages'],
      message: `component ${component} stands here twice`,
    })),
  ]);
}

/** Every `SECRET.KEY` there is. */
function secretWords({ secrets }: PipelineDocument): string[] {
  return Object.entries(secrets).flatMap(([name, { keys }]) =>
    (Array.isArray(keys) ? keys : Object.keys(keys)).map((key) => `${name}.${key}`),
  );
}

function unknown(path: CrossFault['path'], what: string, name: string, known: readonly string[]): CrossFault[] {
  if (known.includes(name)) return [];
  const meant = nearest(name, known);
  return [
    {
      path,
      message: `there is no ${what} "${name}"`,
      ...(meant === undefined ? {} : { meant }),
      ...(known.length > 0 ? { hint: `there are: ${known.join(', ')}` } : {}),
    },
  ];
}

function twice(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index);
}

function needsCycles(document: PipelineDocument): CrossFault[] {
  const visit = (name: string, trail: readonly string[]): CrossFault[] => {
    if (trail[0] === name)
      return [{ path: ['releases', name, 'needs'], message: `needs itself: ${[...trail, name].join(' → ')}` }];
    if (trail.includes(name)) return [];
    return (document.releases[name]?.needs ?? []).flatMap((next) => visit(next, [...trail, name]));
  };
  return Object.keys(document.releases).flatMap((name) => visit(name, []).slice(0, 1));
}

/** The ids that a plan of this document may have. */
function checkpointFaults({ checkpoints, releases }: PipelineDocument): CrossFault[] {
  const components = Object.entries(releases).flatMap(([name, { stages }]) =>
    stages ? stages.map(({ component }) => component) : [name],
  );
  const ofComponents = components.flatMap((component) => [`${component}-deployed`, `${component}-api`]);
  const known = ['pre-deploy', ...ofComponents, 'integration', 'end-to-end'];
  return Object.keys(checkpoints).flatMap((id) => unknown(['checkpoints', id], 'checkpoint', id, known));
}

/** A checksum is one file's, and a range may come to another file tomorrow. */
function toolFaults({ tools }: PipelineDocument): CrossFault[] {
  return (['minikube', 'kind', 'kubectl', 'helm'] as const)
    .filter((name) => tools[name]?.sha256 !== undefined && exactVersion(tools[name].version) === undefined)
    .map((name) => ({
      path: ['tools', name],
      message: 'a checksum needs one exact version, such as version: v1.38.1',
    }));
}

function clusterFaults(document: PipelineDocument): CrossFault[] {
  const { provider, context, allow, registry } = document.cluster;
  if (provider !== 'existing')
    return (['context', 'registry'] as const)
      .filter((key) => document.cluster[key] !== undefined)
      .map((key) => ({
        path: ['cluster', key],
        message: `only provider existing takes a ${key}; this one is ${provider}`,
      }));
  const faults: CrossFault[] = [];
  if (context === undefined)
    faults.push({
      path: ['cluster'],
      message: 'provider existing needs a context',
      hint: 'it is never guessed, so that a wrong cluster cannot be hit; see `kubectl config get-contexts`',
    });
  if (!allow)
    faults.push({
      path: ['cluster'],
      message: 'provider existing needs `allow: true`',
      hint: 'a word of your own that this cluster may be deployed to',
    });
  if (Object.keys(document.images).length > 0 && registry === undefined)
    faults.push({
      path: ['cluster'],
      message: 'provider existing needs a registry for the images that are built here',
      hint: 'registry: where this machine may push to and the cluster can pull from; or build no images here',
    });
  return faults;
}

function previewFaults({ preview, cluster }: PipelineDocument): CrossFault[] {
  if (!preview || cluster.provider === 'existing') return [];
  return [{ path: ['preview'], message: `only provider existing has previews; this one is ${cluster.provider}` }];
}

/** `name/chart` is a chart of a repository where one has that name; else it is a folder. */
function repositoryFaults({ repositories }: PipelineDocument): CrossFault[] {
  return Object.entries(repositories).flatMap(([name, { username, password }]) =>
    (username === undefined) === (password === undefined)
      ? []
      : [{ path: ['repositories', name], message: 'wants both `username` and `password`, or neither' }],
  );
}
