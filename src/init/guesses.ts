import type { Match } from './match.ts';
import type { Deployment, System } from './proposal.ts';
import type { Guess } from './repository.ts';
import { settingGuess } from './settings.ts';
import { fixedNamespace } from './slots.ts';

/** Every decision in the order of the file, each with the place it rests on. */
export function guessesOf(system: System): Guess[] {
  return [
    ...system.cluster.guesses,
    ...system.images.flatMap(({ guesses }) => guesses),
    ...system.deployments.flatMap((deployment) => [
      ...deployment.chart.guesses,
      ...deployment.matches.map((match) => imageGuess(match, deployment)),
      ...deployment.fixed.map(({ image, found }) => ({
        about: `releases.${deployment.chart.release}.swap.${found.reference}`,
        value: image.name,
        why: 'the template names it as plain text',
        source: found.source,
      })),
      ...deployment.secrets.map(({ path, name, keys, keysFrom }) => ({
        about: `releases.${deployment.chart.release}.secrets.${path}`,
        value: `${name} with ${Object.keys(keys).join(', ')}`,
        why: 'the keys are said there',
        source: keysFrom,
      })),
      ...deployment.values.map(({ path, variable, source }) => ({
        about: `releases.${deployment.chart.release}.set.${path}`,
        value: `{{ env.${variable} }}`,
        why: 'the chart takes this secret as a value',
        source,
      })),
      ...deployment.settings.map(settingGuess),
      ...(deployment.stages ?? []).slice(0, 1).map(({ source }) => ({
        about: `releases.${deployment.chart.release}.stages`,
        value: (deployment.stages ?? []).map(({ component }) => component).join(', then '),
        why: 'each can be switched on by itself',
        source,
      })),
    ]),
    ...namespaceGuess(system),
  ];
}

function imageGuess({ slot, image, why }: Match, { chart }: Deployment): Guess {
  return { about: `releases.${chart.release}.images.${slot.path}`, value: image.name, why, source: slot.source };
}

function namespaceGuess(system: System): Guess[] {
  if (system.namespace === undefined) return [];
  const fixed = system.deployments.map(({ chart }) => fixedNamespace(chart)).find((one) => one !== undefined);
  const source = fixed?.source;
  return [
    {
      about: 'namespace',
      value: system.namespace,
      why: fixed ? 'the templates name it' : 'it is installed there',
      ...(source ? { source } : {}),
    },
  ];
}
