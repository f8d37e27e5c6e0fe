import { parseDockerfile } from '../images/dockerfile.ts';
import type { FoundChart } from './charts.ts';
import type { FoundImage } from './images.ts';
import type { System } from './proposal.ts';
import type { Advice, Repository } from './repository.ts';
import { isReadyImage } from './roles.ts';
import { imageSlots, namespaceObject } from './slots.ts';

/** What the pipeline cannot do for this repository, and what a person should look at. */
export function adviceOf(system: System, images: readonly FoundImage[], repository: Repository): Advice[] {
  const unused = images.filter((image) => !system.images.includes(image));
  return [
    ...system.images.flatMap((image) => rootAdvice(image, repository)),
    ...unused.map(({ name, dockerfile }) => ({
      text: `Image ${name} is left out: no chart names an image like it`,
      source: { file: dockerfile },
    })),
    ...system.deployments.flatMap(({ chart, matches, secrets }) => [
      ...imageSlots(chart, repository)
        .filter((slot) => !matches.some((match) => match.slot.path === slot.path) && !isReadyImage(slot.repository))
        .map((slot) => ({
          text: `${slot.path} stays ${slot.repository}: nothing here builds it, so the cluster must be able to pull it`,
          source: slot.source,
        })),
      ...[namespaceObject(chart)].flatMap((source) =>
        source
          ? [
              {
                text: `The chart creates its Namespace itself, as the pipeline does; Helm will refuse the second. Remove it from the chart`,
                source,
              },
            ]
          : [],
      ),
      ...(secrets.length === 0 ? literalSecrets(chart) : []),
    ]),
  ];
}

/** Checkpoint 1 refuses an image whose user is root, or a name that Kubernetes cannot tell from root. */
function rootAdvice({ name, dockerfile, target }: FoundImage, { texts }: Repository): Advice[] {
  const text = texts[dockerfile];
  if (text === undefined || target !== undefined) return [];
  const instructions = parseDockerfile(text);
  const last = instructions.slice(instructions.findLastIndex((one) => one.name === 'FROM') + 1);
  const user = last.findLast((one) => one.name === 'USER');
  if (user && /^(["']?[1-9]\d*|.*\$)/.test(user.value)) return [];
  const who = user ? `as "${user.value}"` : 'as root, as far as its Dockerfile says';
  return [
    {
      text: `Image ${name} runs ${who}, which checkpoint 1 refuses; end its Dockerfile with USER 1000`,
      source: { file: dockerfile, ...(user ? { line: user.line } : {}) },
    },
  ];
}

/** A Secret that the templates want by a fixed name and do not create. */
function literalSecrets({ templates }: FoundChart): Advice[] {
  const all = Object.values(templates).join('\n');
  return Object.entries(templates).flatMap(([file, text]) =>
    [...text.matchAll(/secret(?:KeyRef|Ref):\s*\n?\s*(?:\{\s*)?name:\s*["']?([a-z0-9][a-z0-9-]*)["']?/g)].flatMap(
      (match) => {
        const name = match[1] as string;
        if (new RegExp(`kind:\\s*Secret[\\s\\S]{0,200}name:\\s*${name}`).test(all)) return [];
        const line = text.slice(0, match.index).split('\n').length;
        return [
          {
            text: `The chart wants a Secret that is named ${name} and has no value for the name; give it one, so that the pipeline can create it`,
            source: { file, line },
          },
        ];
      },
    ),
  );
}
