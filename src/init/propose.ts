import { adviceOf } from './advice.ts';
import { type FoundChart, findCharts } from './charts.ts';
import { findCluster } from './cluster.ts';
import { buildCommands, helmCommands } from './commands.ts';
import { composeServices } from './compose.ts';
import { guessesOf } from './guesses.ts';
import { ignoreFiles } from './ignore-files.ts';
import { type FoundImage, findImages } from './images.ts';
import { matchImages } from './match.ts';
import { hasDatabase, pipelineText } from './pipeline-text.ts';
import type { Deployment, NewFile, Proposal, System } from './proposal.ts';
import { dnsName, type Repository } from './repository.ts';
import { byRole, isReadyImage, roleOf } from './roles.ts';
import { secretSlots, secretValues } from './secrets.ts';
import { settingsFor } from './settings.ts';
import { fixedImages, fixedNamespace, imageSlots, sameImage } from './slots.ts';
import { findStages } from './stages.ts';
import { starterChart } from './starter/chart.ts';
import { starterImages } from './starter/dockerfile.ts';
import { workflowText } from './workflow.ts';

export interface Wishes {
  /** Where the pipeline file goes. */
  readonly file: string;
  readonly workflow: boolean;
  /** A contract that is written along with it. */
  readonly contract?: string;
}

/** Everything `init` can say about a repository. Pure: the same files give the same proposal. Undefined: there is nothing to deploy. */
export function propose(repository: Repository, wishes: Wishes): Proposal | undefined {
  const services = composeServices(repository);
  const helm = helmCommands(repository);
  const found = findImages(repository, { builds: buildCommands(repository), services });
  const started = found.images.length > 0 ? undefined : starterImages(repository);
  const images = started?.images ?? found.images;
  const charts = findCharts(repository, helm);
  if (charts.charts.length === 0 && images.length === 0) return undefined;
  const fresh = charts.charts.length > 0 ? undefined : starterChart(repository, images, services);
  const all = fresh ? [fresh.chart] : charts.charts;
  const seen: Repository = fresh ? { ...repository, texts: { ...repository.texts, ...fresh.texts } } : repository;
  const deployments = ordered(all.map((chart) => deploymentOf(chart, images, seen)));
  const system = systemOf(deployments, images, repository, wishes);
  const settled = withSettings(system);
  const variables = variablesOf(settled);
  const ignored = ignoreFiles(settled.images, repository);
  const files: NewFile[] = [
    ...(started?.files ?? []),
    ...(fresh?.files ?? []),
    ...ignored.files,
    { path: wishes.file, text: pipelineText(settled), title: 'what to build, deploy and prove' },
    ...(wishes.workflow
      ? [
          {
            path: '.github/workflows/kubernetes.yml',
            text: workflowText(wishes.file, variables),
            title: 'the check of every pull request',
          },
        ]
      : []),
  ];
  return {
    files,
    guesses: [...(started?.guesses ?? []), ...(fresh?.guesses ?? []), ...guessesOf(settled)],
    advice: [...found.advice, ...charts.advice, ...adviceOf(settled, images, seen), ...ignored.advice],
    variables,
  };
}

function deploymentOf(chart: FoundChart, images: readonly FoundImage[], repository: Repository): Deployment {
  const matches = matchImages(chart, imageSlots(chart, repository), images);
  const fixed = fixedImages(chart).flatMap((found) => {
    const image = images.find(({ aliases, tags }) =>
      [...aliases, ...tags].some((name) => sameImage(name, found.reference)),
    );
    return image && !isReadyImage(found.reference.split(':')[0] ?? '') ? [{ image, found }] : [];
  });
  const secrets = secretSlots(chart, repository);
  const stages = findStages(chart, matches);
  return {
    chart,
    matches,
    fixed,
    secrets,
    values: secrets.length > 0 ? [] : secretValues(chart),
    settings: [],
    stages,
    needs: [],
  };
}

/** Databases first, frontends last; each needs what stands on a lower step. */
function ordered(deployments: readonly Deployment[]): Deployment[] {
  const sorted = [...deployments].sort((a, b) => byRole(nameOf(a), nameOf(b)));
  return sorted.map((deployment) => {
    const below = sorted.filter(
      (other) =>
        byRole(nameOf(other), nameOf(deployment)) < 0 && ['database', 'backend'].includes(roleOf(nameOf(other))),
    );
    return { ...deployment, needs: below.map(({ chart }) => chart.release) };
  });
}

function nameOf({ chart }: Deployment): string {
  return roleOf(chart.release) === 'other' ? chart.path : chart.release;
}

function systemOf(
  deployments: readonly Deployment[],
  images: readonly FoundImage[],
  repository: Repository,
  wishes: Wishes,
): System {
  const used = new Set(
    deployments.flatMap(({ matches, fixed }) => [
      ...matches.map(({ image }) => image.name),
      ...fixed.map(({ image }) => image.name),
    ]),
  );
  const [only, ...more] = deployments;
  const name = only && more.length === 0 ? only.chart.release : dnsName(repository.name);
  const namespace = deployments
    .map(({ chart }) => fixedNamespace(chart)?.name ?? chart.namespace)
    .find((one) => one !== undefined);
  const contract = wishes.contract ?? repository.paths.find((path) => /^([\w-]+\/)?contract\.ya?ml$/.test(path));
  return {
    name,
    cluster: findCluster(repository),
    ...(namespace === undefined || namespace === name ? {} : { namespace }),
    images: images.filter((image) => used.has(image.name)),
    deployments,
    ...(contract === undefined ? {} : { contract }),
  };
}

function withSettings(system: System): System {
  const settings = settingsFor(
    system.deployments.map(({ chart }) => chart),
    hasDatabase(system),
  );
  return {
    ...system,
    deployments: system.deployments.map((deployment) => ({
      ...deployment,
      settings: settings.filter(({ release }) => release === deployment.chart.release),
    })),
  };
}

function variablesOf({ deployments }: System): string[] {
  const all = deployments.flatMap(({ secrets, values }) => [
    ...secrets.flatMap(({ keys }) => Object.values(keys)),
    ...values.map(({ variable }) => variable),
  ]);
  return [...new Set(all)];
}
