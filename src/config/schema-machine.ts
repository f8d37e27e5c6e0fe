import * as v from 'valibot';
import { bytes, duration, envName, imageTag, registry, scalar, sha256, versionRange, workspacePath } from './values.ts';

/** The part of the schema that speaks of machines: the cluster, the images that it gets, the programs that are called. */

export const about = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

export const cluster = v.strictObject({
  provider: about(v.optional(v.picklist(['minikube', 'kind', 'existing']), 'minikube'), 'Where to deploy.'),
  kubernetes: about(
    v.optional(v.pipe(v.string(), v.regex(/^v?\d+\.\d+\.\d+$/, 'a version such as v1.34.4 is wanted'))),
    'Kubernetes version of a cluster that the pipeline creates.',
  ),
  cpus: about(
    v.optional(
      v.union(
        [v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal('max')],
        'a number of cores, or max, is wanted',
      ),
    ),
    'Cores for the node; everything there is, when absent.',
  ),
  memory: about(v.optional(bytes), 'Memory for the node; everything there is, when absent.'),
  disk: about(v.optional(bytes), 'Disk for the node.'),
  driver: about(v.optional(v.picklist(['docker', 'none']), 'docker'), 'Minikube driver.'),
  runtime: about(v.optional(v.picklist(['containerd', 'docker']), 'containerd'), 'Container runtime in the node.'),
  addons: about(v.optional(v.array(v.string()), []), 'Minikube addons to enable.'),
  'extra-args': about(
    v.optional(v.array(v.string()), []),
    'Further arguments for `minikube start` or `kind create cluster`, one item each.',
  ),
  'node-image': about(v.optional(v.string()), 'Node image: Minikube’s base image, or kind’s node image.'),
  config: about(v.optional(workspacePath), 'A kind configuration file of your own.'),
  context: about(v.optional(v.string()), 'For `existing`: the kube context to use. Never guessed.'),
  kubeconfig: about(v.optional(v.string()), 'For `existing`: the kubeconfig file that holds the context.'),
  allow: about(v.optional(v.boolean(), false), 'For `existing`: yes, this cluster may be deployed to.'),
  registry: about(
    v.optional(registry),
    'For `existing`: where images are pushed to and the cluster pulls them from; Docker must be logged in there.',
  ),
  lock: about(
    v.optional(v.boolean(), true),
    'For `existing`: one run at a time in the namespace, by a Lease that ends by itself when its run dies.',
  ),
  'lock-wait': about(v.optional(duration, '10m'), 'How long to wait for a run that has the namespace.'),
  keep: about(
    v.optional(v.boolean()),
    'Keep the cluster after the run. Default: true for the command line, false for the action.',
  ),
});

const secretId = v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'an id of letters, digits, ".", "_" and "-" is wanted'));
const platforms = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]+\/[a-z0-9]+(\/v\d+)?(,[a-z0-9]+\/[a-z0-9]+(\/v\d+)?)*$/,
    'a platform such as linux/amd64 is wanted',
  ),
);

export const image = v.strictObject({
  dockerfile: about(workspacePath, 'The Dockerfile.'),
  context: about(v.optional(workspacePath, '.'), 'The build context.'),
  target: about(v.optional(v.string()), 'The stage to build.'),
  args: about(
    v.optional(v.record(envName, scalar), {}),
    'Build arguments. Not for secrets: they stay visible in the image.',
  ),
  tags: about(
    v.optional(v.array(imageTag)),
    'Tags; `<name>:latest` when absent. Pods run a tag made from the content.',
  ),
  secrets: about(
    v.optional(v.record(secretId, envName), {}),
    'Build secrets: id → environment variable. A RUN that mounts the id reads them; they stay in no layer. Wants BuildKit.',
  ),
  platform: about(
    v.optional(platforms),
    'Platform such as linux/amd64; the builder’s own when absent. Several, with commas, are built into one image.',
  ),
  cache: about(
    v.optional(
      v.strictObject({
        from: about(v.optional(v.array(v.string()), []), 'Where layers may come from: `--cache-from` of BuildKit.'),
        to: about(v.optional(v.array(v.string()), []), 'Where layers are kept: `--cache-to` of BuildKit.'),
      }),
      {},
    ),
    'Layers of earlier builds: `type=gha` of GitHub, a registry, or a folder. Wants BuildKit.',
  ),
  limits: about(
    v.optional(
      v.strictObject({
        size: about(v.optional(bytes), 'The most that the image may weigh.'),
        build: about(v.optional(duration), 'The most that the build may take.'),
      }),
      {},
    ),
    'Limits that checkpoint 1 enforces: size of the image, time of the build.',
  ),
});

const tool = v.strictObject({
  version: about(
    v.optional(versionRange),
    'A version such as v1.38.1, or a range such as `>=1.35 <1.40`. A program on PATH outside of it is passed over.',
  ),
  sha256: about(
    v.optional(sha256),
    'Checksum of the downloaded file, instead of the publisher’s. Wants one exact version.',
  ),
});

export const tools = v.strictObject({
  minikube: about(v.optional(tool), 'Which Minikube.'),
  kind: about(v.optional(tool), 'Which kind.'),
  kubectl: about(v.optional(tool), 'Which kubectl.'),
  helm: about(v.optional(tool), 'Which Helm.'),
  mirror: about(
    v.optional(v.string()),
    'Where they are downloaded from: an http(s) address or a folder with the official paths below it.',
  ),
});
