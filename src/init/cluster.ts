import { parseYaml } from '../lib/yaml.ts';
import { isObject } from './compose.ts';
import { type Guess, isAside, joinPath, type Repository, type Source } from './repository.ts';

/** The cluster that the repository's workflows and scripts make today. Sizes stay out: they were another machine's. */
export interface FoundCluster {
  readonly provider: 'minikube' | 'kind';
  readonly kubernetes?: string;
  readonly runtime?: 'containerd' | 'docker';
  readonly addons?: readonly string[];
  readonly config?: string;
  readonly guesses: readonly Guess[];
}

interface Sign {
  readonly provider: FoundCluster['provider'];
  readonly settings: Omit<FoundCluster, 'provider' | 'guesses'>;
  readonly why: string;
  readonly source: Source;
}

export function findCluster(repository: Repository): FoundCluster {
  const signs = [...workflowSigns(repository), ...commandSigns(repository)];
  const [first] = signs;
  if (!first) return { provider: 'minikube', guesses: [] };
  const { provider, settings, why, source } = first;
  const said = Object.entries(settings).map(([name, value]) => ({
    about: `cluster.${name}`,
    value: String(value),
    why,
    source,
  }));
  return { provider, ...settings, guesses: [{ about: 'cluster.provider', value: provider, why, source }, ...said] };
}

const actions: readonly (readonly [RegExp, FoundCluster['provider']])[] = [
  [/^helm\/kind-action@|^engineerd\/setup-kind@/, 'kind'],
  [/^medyagh\/setup-minikube@|^manusa\/actions-setup-minikube@/, 'minikube'],
];

/** Steps of workflows that set a cluster up today. */
function workflowSigns(repository: Repository): Sign[] {
  return Object.entries(repository.texts)
    .filter(([path]) => path.startsWith('.github/workflows/'))
    .flatMap(([file, text]) => {
      const document = parseYaml(text);
      const jobs = isObject(document.value) && isObject(document.value.jobs) ? document.value.jobs : {};
      return Object.entries(jobs).flatMap(([job, value]) =>
        (isObject(value) && Array.isArray(value.steps) ? value.steps : []).flatMap((step: unknown, index): Sign[] => {
          if (!isObject(step) || typeof step.uses !== 'string') return [];
          const uses = step.uses;
          const provider = actions.find(([pattern]) => pattern.test(uses))?.[1];
          if (!provider) return [];
          const line = document.valueAt(['jobs', job, 'steps', index, 'uses']).line;
          return [
            {
              provider,
              settings: settingsOf(isObject(step.with) ? step.with : {}, repository),
              why: `${uses.split('@')[0]} makes it today`,
              source: { file, line },
            },
          ];
        }),
      );
    });
}

function settingsOf(input: Readonly<Record<string, unknown>>, repository: Repository): Sign['settings'] {
  const text = (name: string): string => String(input[name] ?? '').trim();
  return settings(
    {
      version:
        text('kubernetes-version') ||
        text('kubernetes version') ||
        (/:(v\d+\.\d+\.\d+)/.exec(text('node_image'))?.[1] ?? ''),
      runtime: text('container-runtime') || text('container runtime'),
      addons: text('addons'),
      config: text('config'),
    },
    repository,
  );
}

/** `minikube start` and `kind create cluster` in scripts and READMEs. */
function commandSigns(repository: Repository): Sign[] {
  return Object.entries(repository.texts).flatMap(([file, text]) =>
    isAside(file)
      ? []
      : text.split('\n').flatMap((line, index): Sign[] => {
          const [, minikube, kind] = /(minikube start)\b|(kind create cluster)\b/.exec(line) ?? [];
          if (!minikube && !kind) return [];
          const flag = (name: string): string => new RegExp(`--${name}[ =]([^\\s\`]+)`).exec(line)?.[1] ?? '';
          const found = {
            version: flag('kubernetes-version'),
            runtime: flag('container-runtime'),
            addons: flag('addons'),
            config: flag('config'),
          };
          return [
            {
              provider: kind ? 'kind' : 'minikube',
              settings: settings(found, repository),
              why: 'made so by hand',
              source: { file, line: index + 1 },
            },
          ];
        }),
  );
}

function settings(
  said: { readonly version: string; readonly runtime: string; readonly addons: string; readonly config: string },
  { paths }: Repository,
): Sign['settings'] {
  const addons = said.addons
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[a-z][a-z-]*$/.test(name));
  const config = joinPath('.', said.config);
  return {
    ...(/^v?\d+\.\d+\.\d+$/.test(said.version) ? { kubernetes: said.version } : {}),
    ...(said.runtime === 'docker' || said.runtime === 'containerd' ? { runtime: said.runtime } : {}),
    ...(addons.length > 0 ? { addons } : {}),
    ...(said.config !== '' && config !== undefined && paths.includes(config) ? { config } : {}),
  };
}
