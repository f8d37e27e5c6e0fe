import * as v from 'valibot';
import { about } from './schema-machine.ts';
import { duration, envName } from './values.ts';

/** Sections of `pipeline.yml` that stand for themselves. */

export const repository = v.strictObject({
  url: about(
    v.pipe(v.string(), v.regex(/^(https?|oci):\/\/[^\s/]+/, 'an address such as https://charts.example.com is wanted')),
    'Where the charts are: `https://…` for a repository with an index, `oci://…` for a registry.',
  ),
  username: about(v.optional(envName), 'The variable that holds the name of the user.'),
  password: about(v.optional(envName), 'The variable that holds the password or token.'),
  'plain-http': about(v.optional(v.boolean(), false), 'For `oci://`: without TLS, as a registry on this machine.'),
});

export const preview = v.strictObject({
  expires: about(
    v.optional(duration, '3d'),
    'How long the namespace lives after its last run; then `taskflow-k8s down --expired` deletes it.',
  ),
  quota: about(
    v.optional(
      v.strictObject({
        cpu: about(v.optional(v.union([v.string(), v.number()])), 'All that its pods may request of the cores.'),
        memory: about(v.optional(v.string()), 'All that its pods may request of memory.'),
        storage: about(v.optional(v.string()), 'All that its volumes may request.'),
        pods: about(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), 'How many pods there may be.'),
      }),
      {},
    ),
    'The most that this namespace may take of the cluster, as Kubernetes writes quantities.',
  ),
});

/** How long each trouble may last before it is called a failure. The names are those that the verdict prints. */
export const graces = v.strictObject({
  InvalidImageName: about(v.optional(duration, '0s'), 'The image has an impossible name.'),
  ErrImageNeverPull: about(v.optional(duration, '5s'), 'The image is not in the node, and may not be pulled.'),
  ImageNotFound: about(v.optional(duration, '3s'), 'The registry has no such image.'),
  ImageDenied: about(v.optional(duration, '5s'), 'The registry refuses, or has the image for other machines.'),
  ErrImagePull: about(v.optional(duration, '60s'), 'Another trouble with the pull, such as the network.'),
  CreateContainerConfigError: about(v.optional(duration, '5s'), 'A Secret, a ConfigMap or a key of one is missing.'),
  CreateContainerError: about(v.optional(duration, '5s'), 'The runtime cannot make the container.'),
  RunContainerError: about(v.optional(duration, '10s'), 'The runtime cannot start the container.'),
  FailedMount: about(v.optional(duration, '20s'), 'A volume cannot be mounted because what it names is not there.'),
  CrashLoopBackOff: about(v.optional(duration, '0s'), 'The program ended for the third time within seconds.'),
  CrashLoopSlow: about(v.optional(duration, '30s'), 'The program ended for the third time, and lives longer.'),
  OOMKilled: about(v.optional(duration, '30s'), 'Killed for its memory, twice.'),
  OOMKilledAgain: about(v.optional(duration, '0s'), 'Killed for its memory, three times.'),
  ProbeRejected: about(v.optional(duration, '60s'), 'The readiness probe is answered by 4xx.'),
  Unschedulable: about(v.optional(duration, '20s'), 'No node takes the pod.'),
  FailedCreate: about(v.optional(duration, '5s'), 'Quota, policy or a missing ServiceAccount: no pod is made.'),
  WebhookUnavailable: about(v.optional(duration, '60s'), 'An admission webhook does not answer.'),
  HeldBack: about(v.optional(duration, '5s'), 'A workload is paused, or keeps its old pods.'),
  JobFailed: about(v.optional(duration, '0s'), 'A Job has given up.'),
});
