import * as v from 'valibot';
import { about, cluster, image, tools } from './schema-machine.ts';
import { graces, preview, repository } from './sections.ts';
import { dnsName, duration, envName, httpUrl, pattern, scalar, valuePath, workspacePath } from './values.ts';

/** The shape of `pipeline.yml`. The JSON Schema, the reference page and the types are all made from this one source. */

const names = <T extends v.GenericSchema>(schema: T) => v.record(dnsName, schema);

const secret = v.strictObject({
  from: about(v.optional(v.string(), 'env'), '`env`, or the path of a .env file.'),
  keys: about(
    v.union(
      [v.pipe(v.array(envName), v.minLength(1)), v.record(v.string(), envName)],
      'a list of variables, or a map of key: VARIABLE, is wanted',
    ),
    'Which variables become keys of the Secret; as a map, key: VARIABLE.',
  ),
});

const stage = v.strictObject({
  component: about(dnsName, 'What this stage brings up; names its checkpoints.'),
  set: about(v.optional(v.record(valuePath, scalar), {}), 'Values for this stage only.'),
});

const release = v.strictObject({
  chart: about(
    v.string(),
    'Chart folder, or `oci://…`, or the address of a packed chart, or REPOSITORY/CHART with one of `repositories`.',
  ),
  version: about(v.optional(v.string()), 'Chart version, for a chart from a repository.'),
  values: about(v.optional(v.array(workspacePath), []), 'Values files, later ones win.'),
  set: about(v.optional(v.record(valuePath, scalar), {}), 'Single values; they win over files.'),
  images: about(
    v.optional(v.record(valuePath, dnsName), {}),
    'Value path → image of this pipeline. A text gets the whole reference, a mapping its repository and tag. Found by their names in the chart’s values when absent.',
  ),
  swap: about(
    v.optional(v.record(v.string(), dnsName), {}),
    'Image as the rendered chart names it → image of this pipeline; for charts that hold their images in a template.',
  ),
  secrets: about(
    v.optional(v.record(valuePath, dnsName), {}),
    'Value path → Secret of this pipeline; the path gets the Secret’s name. When absent, the chart’s `existingSecret` gets the Secret that has the name of the release.',
  ),
  'secret-values': about(
    v.optional(v.record(valuePath, v.pipe(v.string(), v.regex(/^[^.]+\.[^.]+$/, 'SECRET.KEY is wanted'))), {}),
    'Value path → SECRET.KEY, for a chart that takes a secret as a plain value. It then stands in the chart’s own objects and in Helm’s record; `secrets` is the better way.',
  ),
  test: about(v.optional(v.boolean(), true), 'Run the chart’s own tests (`helm test`), where it has any.'),
  needs: about(v.optional(v.array(dnsName), []), 'Releases that must have proved themselves first.'),
  stages: about(
    v.optional(v.pipe(v.array(stage), v.minLength(1))),
    'Apply the chart in stages, each proved before the next.',
  ),
  timeout: about(v.optional(duration, '5m'), 'Time limit of one Helm call, hooks included.'),
});

const checkpoint = v.strictObject({
  within: about(v.optional(duration), 'Time limit of this checkpoint.'),
  stable: about(v.optional(duration), 'How long a workload must stay ready before it counts.'),
  skip: about(
    v.optional(v.pipe(v.string(), v.nonEmpty())),
    'Skip this checkpoint, for this reason. It is reported as skipped.',
  ),
});

const contract = v.strictObject({
  file: about(workspacePath, 'The contract file.'),
  reference: about(
    v.optional(
      v.strictObject({
        api: about(v.optional(httpUrl), 'Address of the API in production.'),
        web: about(v.optional(httpUrl), 'Address of the UI in production.'),
        mode: about(
          v.optional(v.picklist(['live-ro', 'live-rw', 'replay', 'record', 'off']), 'live-ro'),
          'live-ro reads only; live-rw also writes, and cleans up; replay asks the snapshot; off asks nobody.',
        ),
      }),
      {},
    ),
    'Production: its addresses, and how it may be used.',
  ),
});

const candidate = v.strictObject({
  api: about(
    v.optional(v.string()),
    'Address of the deployed API as a Service, such as http://taskflow-backend-service:8000.',
  ),
  web: about(
    v.optional(v.string()),
    'Address of the deployed UI as a Service, such as http://taskflow-frontend-service:3000.',
  ),
});

const sentence = v.pipe(v.string(), v.nonEmpty('a sentence is wanted'));

const rule = v.strictObject({
  match: about(
    pattern,
    'A regular expression for one line of the log of a container that is in trouble, or of what a failed program said.',
  ),
  title: about(sentence, 'What is wrong, in one line. `$1` stands for the first group of the expression.'),
  remedy: about(sentence, 'What to do about it; `$1` as in the title.'),
  infrastructure: about(
    v.optional(v.boolean(), false),
    'The machine or the network is to blame: nothing is rolled back, and the exit code is 3.',
  ),
});

export const pipelineSchema = v.strictObject({
  version: about(v.literal(1, 'must be 1, the only version there is'), 'Version of this format.'),
  name: about(v.optional(dnsName), 'Name of the pipeline; the name of the folder when absent.'),
  namespace: about(v.optional(dnsName), 'Namespace of the releases; the name when absent.'),
  vars: about(v.optional(v.record(v.string(), scalar), {}), 'Values of your own, used as {{ vars.name }}.'),
  timeout: about(v.optional(duration, '30m'), 'Time limit of the whole run.'),
  cluster: about(v.optional(cluster, {}), 'The cluster.'),
  tools: about(v.optional(tools, {}), 'The programs that are called: found on PATH, or else downloaded.'),
  images: about(v.optional(names(image), {}), 'Images to build and load.'),
  secrets: about(v.optional(names(secret), {}), 'Secrets to create, by reference only.'),
  database: about(
    v.optional(v.picklist(['disposable', 'shared'])),
    'Whether the candidate’s database may be thrown away.',
  ),
  releases: about(v.pipe(names(release), v.minEntries(1, 'at least one release is wanted')), 'Helm releases, by name.'),
  repositories: about(v.optional(names(repository), {}), 'Where charts come from, with the right to read them.'),
  preview: about(
    v.optional(preview),
    'For `existing`: the namespace is one of many, such as one per pull request; it gets labels, a quota and an end.',
  ),
  graces: about(
    v.optional(graces, {}),
    'How long each trouble of a pod may last before it is a failure; what fired is printed by this name.',
  ),
  candidate: about(v.optional(candidate, {}), 'Where the deployed system is reached; found in the charts when absent.'),
  checkpoints: about(v.optional(names(checkpoint), {}), 'Settings of checkpoints, by id.'),
  contract: about(v.optional(contract), 'Contract checks against production.'),
  accept: about(
    v.optional(
      v.strictObject({
        weak: about(
          v.optional(v.boolean(), false),
          'Green though too little was compared, or a pod restarted before it was ready.',
        ),
        flaky: about(v.optional(v.boolean(), false), 'Green though the answer differs now and then.'),
      }),
      {},
    ),
    'Verdicts that count as green besides passed.',
  ),
  'on-failure': about(
    v.optional(
      v.strictObject({
        rollback: about(
          v.optional(v.picklist(['known-good', 'none']), 'known-good'),
          'known-good: back to the recorded revision, or out of the cluster where there is none, and then proved.',
        ),
        collect: about(
          v.optional(v.picklist(['all', 'none']), 'all'),
          'Logs, descriptions, events and history of what failed.',
        ),
        'second-opinion': about(
          v.optional(
            v.strictObject({
              helper: about(
                v.picklist(['k8sgpt', 'kubectl-ai', 'kagent', 'gordon']),
                'A program that is installed and configured on this machine.',
              ),
              within: about(v.optional(duration, '1m'), 'How long it may take.'),
            }),
          ),
          'Ask another program too. Its answer is kept as evidence; the verdict never hangs on it.',
        ),
      }),
      {},
    ),
    'What to do when a checkpoint fails. Evidence is always collected before a rollback.',
  ),
  rules: about(
    v.optional(names(rule), {}),
    'Rules of your own that name a cause, by id, for what only your application can say. They stand beside the built-in ones.',
  ),
});

export type PipelineInput = v.InferInput<typeof pipelineSchema>;
export type PipelineDocument = v.InferOutput<typeof pipelineSchema>;
