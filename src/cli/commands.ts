import { inputSpecs } from '../config/inputs.ts';

/** The command line as data: help, parsing and shell completion are all made from this table. */

export interface FlagSpec {
  readonly description: string;
  /** The placeholder of its value; a flag without one is a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly multiple?: boolean;
}

export interface CommandSpec {
  readonly summary: string;
  /** Positional arguments, for the usage line. */
  readonly positionals?: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  readonly examples: readonly string[];
}

const common: Readonly<Record<string, FlagSpec>> = {
  help: { description: 'Show this help.', short: 'h' },
  'no-color': { description: 'No colours (also by the variable NO_COLOR, or when the output is not a terminal).' },
};

const output: Readonly<Record<string, FlagSpec>> = {
  json: { description: 'Print events as JSON lines.' },
  quiet: { description: 'Print only problems and the verdict.', short: 'q' },
};

/** Every input of the action is a flag of `run` and `plan`, except the file itself, which is `-c`. */
const inputs: Readonly<Record<string, FlagSpec>> = Object.fromEntries(
  Object.entries(inputSpecs)
    .filter(([name]) => name !== 'config' && name !== 'secrets')
    .map(([name, spec]) => [name, { description: spec.description, value: 'VALUE' }]),
);

const configFile: Readonly<Record<string, FlagSpec>> = {
  config: {
    description: 'The configuration file. Default: pipeline.yml, when there is one.',
    short: 'c',
    value: 'FILE',
  },
};

export const commands: Readonly<Record<string, CommandSpec>> = {
  init: {
    summary: 'Read this repository and write pipeline.yml and a workflow for it.',
    flags: {
      config: { description: 'The file to write. Default: pipeline.yml.', short: 'c', value: 'FILE' },
      'dry-run': { description: 'Say what would be written and why; write nothing.', short: 'n' },
      print: { description: 'Print the files instead of writing them.' },
      force: { description: 'Replace files that are there already.', short: 'f' },
      contract: {
        description: 'Write contract.yml instead, from an OpenAPI document, a HAR file or a running API.',
        value: 'SOURCE',
      },
      'no-workflow': { description: 'Write no workflow.' },
      json: { description: 'Print the files and the guesses as JSON; write nothing.' },
      ...common,
    },
    examples: [
      'taskflow-k8s init --dry-run',
      'taskflow-k8s init',
      'taskflow-k8s init -c deploy/pipeline.yml --no-workflow',
      'taskflow-k8s init --contract http://localhost:8000',
    ],
  },
  doctor: {
    summary: 'Say what this machine lacks for a run, and how to get it.',
    flags: {
      ...configFile,
      provider: { description: 'minikube (default), kind or existing; pipeline.yml says it too.', value: 'NAME' },
      json: { description: 'Print the findings as JSON.' },
      ...common,
    },
    examples: ['taskflow-k8s doctor', 'taskflow-k8s doctor --provider kind --json'],
  },
  plan: {
    summary: 'Show what a run would do, without touching anything.',
    flags: { ...configFile, ...inputs, json: { description: 'Print the plan as JSON.' }, ...common },
    examples: ['taskflow-k8s plan', 'taskflow-k8s plan -c deploy/pipeline.yml --provider kind'],
  },
  run: {
    summary: 'Deploy, prove, explain and report.',
    flags: {
      ...configFile,
      out: { description: 'Folder for the report and the evidence.', short: 'o', value: 'DIR' },
      ...inputs,
      ...output,
      ...common,
    },
    examples: [
      'taskflow-k8s run',
      'taskflow-k8s run -c pipeline.yml --out report',
      'taskflow-k8s run --chart helm/app --images app=Dockerfile --provider kind',
    ],
  },
  rollback: {
    summary: 'Take releases back to a revision that was good, and prove that it serves.',
    flags: {
      ...configFile,
      to: {
        description: 'Number of the revision; the newest verified one before the present, when absent.',
        value: 'N',
      },
      release: { description: 'Only this release.', value: 'NAME' },
      out: { description: 'Folder for the report and the evidence.', short: 'o', value: 'DIR' },
      ...inputs,
      ...output,
      ...common,
    },
    examples: ['taskflow-k8s rollback', 'taskflow-k8s rollback --release shop --to 4'],
  },
  check: {
    summary: 'Compare two running servers by a contract; no Kubernetes needed.',
    flags: {
      contract: { description: 'The contract file.', short: 'c', value: 'FILE' },
      api: { description: 'Address of the candidate.', value: 'URL' },
      reference: { description: 'Address of the reference.', value: 'URL' },
      web: { description: 'Address of the candidate’s pages, for CORS and the browser.', value: 'URL' },
      'reference-web': { description: 'Address of the reference’s pages.', value: 'URL' },
      mode: {
        description: 'How the reference is used, instead of what the contract says: live-ro, live-rw, replay, off.',
        value: 'MODE',
      },
      out: { description: 'Folder for the report.', short: 'o', value: 'DIR' },
      ...output,
      ...common,
    },
    examples: ['taskflow-k8s check -c contract.yml --api http://localhost:8000 --reference https://api.example.com'],
  },
  record: {
    summary: 'Record the reference’s answers to the steps of a contract, for runs that may not ask it.',
    flags: {
      contract: { description: 'The contract file.', short: 'c', value: 'FILE' },
      reference: { description: 'Address of the reference.', value: 'URL' },
      mode: {
        description: 'live-ro: only what reads, the default; live-rw: everything, on a disposable reference.',
        value: 'MODE',
      },
      out: { description: 'The snapshot to write.', short: 'o', value: 'FILE' },
      ...common,
    },
    examples: ['taskflow-k8s record -c contract.yml --reference https://api.example.com'],
  },
  diagnose: {
    summary: 'Explain what is wrong in a namespace of any cluster. Changes nothing.',
    flags: {
      namespace: { description: 'The namespace.', short: 'n', value: 'NAME' },
      context: { description: 'The kube context; the current one when absent.', value: 'NAME' },
      kubeconfig: { description: 'The kubeconfig file.', value: 'FILE' },
      release: { description: 'Only this Helm release.', value: 'NAME' },
      out: { description: 'Folder for the evidence.', short: 'o', value: 'DIR' },
      ...output,
      ...common,
    },
    examples: ['taskflow-k8s diagnose -n shop', 'taskflow-k8s diagnose -n shop --context staging -o evidence'],
  },
  report: {
    summary: 'Render a report again from its events, or merge several.',
    positionals: 'DIR | merge DIR…',
    flags: { out: { description: 'Folder for the result.', short: 'o', value: 'DIR' }, ...common },
    examples: ['taskflow-k8s report report', 'taskflow-k8s report merge -o merged report-minikube report-kind'],
  },
  down: {
    summary: 'Delete the cluster that `run` kept, or a preview’s namespace on a shared cluster.',
    flags: {
      ...configFile,
      expired: {
        description: 'On a shared cluster: the namespaces of all previews of this pipeline whose time is over.',
      },
      ...pick(inputs, ['name', 'provider', 'context', 'namespace']),
      ...common,
    },
    examples: ['taskflow-k8s down', 'taskflow-k8s down -c pipeline.yml --provider kind', 'taskflow-k8s down --expired'],
  },
  completion: {
    summary: 'Print a completion script for bash, zsh or fish.',
    positionals: 'SHELL',
    flags: common,
    examples: ['source <(taskflow-k8s completion bash)'],
  },
};

function pick(flags: Readonly<Record<string, FlagSpec>>, names: readonly string[]): Readonly<Record<string, FlagSpec>> {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => names.includes(name)));
}
