import type { FoundChart } from './charts.ts';
import type { FoundCluster } from './cluster.ts';
import type { FoundImage } from './images.ts';
import type { Match } from './match.ts';
import type { Advice, Guess } from './repository.ts';
import type { SecretSlot, SecretValue } from './secrets.ts';
import type { Setting } from './settings.ts';
import type { FixedImage } from './slots.ts';
import type { FoundStage } from './stages.ts';

/** A chart with everything that was found out about it. */
export interface Deployment {
  readonly chart: FoundChart;
  readonly matches: readonly Match[];
  readonly fixed: readonly { readonly image: FoundImage; readonly found: FixedImage }[];
  readonly secrets: readonly SecretSlot[];
  readonly values: readonly SecretValue[];
  readonly settings: readonly Setting[];
  readonly stages: readonly FoundStage[] | undefined;
  readonly needs: readonly string[];
}

export interface System {
  readonly name: string;
  readonly namespace?: string;
  readonly cluster: FoundCluster;
  readonly images: readonly FoundImage[];
  readonly deployments: readonly Deployment[];
  readonly contract?: string;
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** What it is, for the list of what was written. */
  readonly title: string;
}

/** What `init` would write, and everything it thought. */
export interface Proposal {
  readonly files: readonly NewFile[];
  readonly guesses: readonly Guess[];
  readonly advice: readonly Advice[];
  /** Variables that must be set before the first run. */
  readonly variables: readonly string[];
}
