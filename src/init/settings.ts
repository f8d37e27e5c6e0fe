import { pathText } from '../lib/yaml.ts';
import type { FoundChart } from './charts.ts';
import { isObject } from './compose.ts';
import type { Guess, Source } from './repository.ts';
import { walk } from './slots.ts';

/** A single value that the pipeline must set for this chart to work on a new cluster. */
export interface Setting {
  readonly release: string;
  readonly path: string;
  readonly value: string | number | boolean;
  readonly why: string;
  readonly source: Source;
}

export function settingsFor(charts: readonly FoundChart[], newDatabase: boolean): Setting[] {
  return [...originSettings(charts), ...(newDatabase ? charts.flatMap(migrationSettings) : [])];
}

const originsName = /^(CORS_ORIGINS?|CORS_ALLOWED_ORIGINS?|ALLOWED_ORIGINS?|corsOrigins?|allowedOrigins?)$/;

/** The pages get a fixed NodePort, and the API lets in who comes from there: the node's address is known beforehand. */
function originSettings(charts: readonly FoundChart[]): Setting[] {
  const origins = charts.flatMap((chart) =>
    [...walk(chart.values.value)]
      .filter(({ path, value }) => originsName.test(String(path.at(-1))) && typeof value === 'string')
      .map(({ path }) => ({ chart, path })),
  );
  const pages = charts.flatMap(nodePorts).at(-1);
  if (!pages || origins.length === 0) return [];
  const fixed = pages.port > 0 ? pages.port : 30300;
  const port: Setting = {
    release: pages.chart.release,
    path: pages.path,
    value: fixed,
    why: 'a fixed port, so that the address of the pages is known beforehand',
    source: pages.source,
  };
  return [
    ...origins.map(({ chart, path }) => ({
      release: chart.release,
      path: pathText(path),
      value: `http://{{ cluster.ip }}:${fixed},http://localhost:${fixed}`,
      why: 'the pages are opened at the node’s address',
      source: { file: chart.valuesFile, line: chart.values.keyAt(path).line },
    })),
    ...(pages.port > 0 ? [] : [port]),
  ];
}

interface NodePort {
  readonly chart: FoundChart;
  readonly path: string;
  readonly port: number;
  readonly source: Source;
}

/** `service: { type: NodePort, nodePort: 0 }`, as it is with the values files on top. */
function nodePorts(chart: FoundChart): NodePort[] {
  return [...walk(chart.effective)].flatMap(({ path, value }): NodePort[] => {
    if (!isObject(value) || value.type !== 'NodePort') return [];
    const port = typeof value.nodePort === 'number' ? value.nodePort : 0;
    const place = [...path, 'nodePort'];
    return [
      { chart, path: pathText(place), port, source: { file: chart.valuesFile, line: chart.values.keyAt(place).line } },
    ];
  });
}

/** A database that is new has no tables yet. */
function migrationSettings(chart: FoundChart): Setting[] {
  return [...walk(chart.effective)]
    .filter(
      ({ path, value }) =>
        path.at(-1) === 'enabled' && /^migrat(e|ions?)$/i.test(String(path.at(-2))) && value === false,
    )
    .map(({ path }) => ({
      release: chart.release,
      path: pathText(path),
      value: true,
      why: 'a new database has no tables yet',
      source: { file: chart.valuesFile, line: chart.values.keyAt(path).line },
    }));
}

export function settingGuess({ release, path, value, why, source }: Setting): Guess {
  return { about: `releases.${release}.set.${path}`, value: String(value), why, source };
}
