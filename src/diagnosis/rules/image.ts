import { describePod, inContainer, perContainer, quote } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import type { Container, World } from '../world.ts';
import { builtAs, imageOf, pullError, pullRules } from './image-pull.ts';

/** Layer 3: the image is not there, may not be had, or is not the right one. */
export const imageRules: readonly Rule[] = [
  {
    id: 'image-name-invalid',
    layer: 3,
    behind: 'nothing',
    signal: 'InvalidImageName',
    advice: 'Set repository and tag so that they make a valid reference.',
    find: (world) => perContainer(world.troubled, (container) => invalidName(world, container)),
  },
  ...pullRules,
  {
    id: 'image-stale',
    layer: 3,
    behind: 'nothing',
    signal: 'a running container whose image digest is none of the image that was built under this name',
    advice: 'Use a tag that changes with the content, and load the image again.',
    find: (world) => perContainer(world.containers, (container) => stale(world, container)),
  },
];

function invalidName(world: World, container: Container): Finding | undefined {
  const { reason, message } = container.waiting;
  if (reason !== 'InvalidImageName' || pullError(world, container)) return undefined;
  const image = imageOf(container);
  return {
    ...inContainer(container),
    title: `\`${image}\` is no valid image name`,
    confidence: 'high',
    evidence: [quote(`${reason}: ${message}`, evidenceFiles.pods)],
    remedy: `Correct the image of container ${container.name} of ${container.owner.name} in the values: \`${image}\` ${/:$/.test(image) ? 'has an empty tag; set image.tag' : 'must be repository:tag, in lower case'}.`,
    reproduce: describePod(world, container),
  };
}

function stale(world: World, container: Container): Finding | undefined {
  const running = /@?sha256:[0-9a-f]{12,}/.exec(container.status?.imageID ?? '')?.[0];
  // A digest of a manifest says nothing about one of a configuration.
  const comparable = builtAs(world, container)?.digests?.filter(
    (known) => known.startsWith('@') === running?.startsWith('@'),
  );
  if (!running || !comparable?.length || comparable.includes(running)) return undefined;
  const image = imageOf(container);
  const short = (digest: string) => `${digest.replace('@', '').slice(0, 19)}…`;
  return {
    ...inContainer(container),
    title: `${container.owner.name} runs an old build of ${image}`,
    confidence: 'high',
    evidence: [
      quote(
        `container ${container.name} runs ${short(running)}; built was ${comparable.map(short).join(', ')}`,
        evidenceFiles.pods,
      ),
    ],
    remedy: `The node kept the image that it had under ${image}: use a tag that changes with the content (the git commit), and load the image again.`,
    reproduce: describePod(world, container),
  };
}
