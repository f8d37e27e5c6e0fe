import type { Outcome } from '../ports/exec.ts';

/** Something that is not the user's files' fault. */
export interface Trouble {
  readonly sentence: string;
  readonly remedy: string;
  readonly transient: boolean;
}

interface Rule extends Trouble {
  readonly pattern: RegExp;
}

const rules: readonly Rule[] = [
  {
    pattern:
      /Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect|Is the docker daemon running/i,
    sentence: 'the Docker daemon does not answer.',
    remedy: 'Start Docker and check that `docker info` works for this user.',
    transient: false,
  },
  {
    pattern: /permission denied while trying to connect to the (Docker daemon|docker API)/i,
    sentence: 'this user may not use the Docker daemon.',
    remedy: 'Add the user to the group `docker`, or set DOCKER_HOST to a daemon it may use.',
    transient: false,
  },
  {
    pattern: /no space left on device/i,
    sentence: 'the disk is full.',
    remedy: 'Free space: `docker system df` shows what Docker holds, `docker system prune` removes what is unused.',
    transient: false,
  },
  {
    pattern: /failed to create endpoint .* on network|could not find bridge|failed to set up container networking/i,
    sentence: 'Docker cannot connect a container to its network.',
    remedy: 'Restart the Docker Engine: it makes its bridge and its firewall rules anew.',
    transient: true,
  },
  {
    pattern: /toomanyrequests|rate limit/i,
    sentence: 'the registry refuses further pulls for now (rate limit).',
    remedy: 'Log in to the registry, use a mirror, or wait.',
    transient: true,
  },
  {
    pattern: /pull access denied|unauthorized: authentication required|denied: requested access/i,
    sentence: 'the registry does not let this user pull the base image, or the image does not exist.',
    remedy: 'Check the name in FROM, and `docker login`.',
    transient: false,
  },
  {
    pattern:
      /(registry|https?:\/\/\S+\/v2\/|failed to (do request|resolve source metadata)|Head "|Get "https?:).*(no such host|i\/o timeout|connection refused|connection reset|TLS handshake timeout|EOF|network is unreachable|50[0234] )/i,
    sentence: 'the registry of a base image cannot be reached.',
    remedy: 'Check the network and the proxy settings of the Docker daemon, or name a mirror.',
    transient: true,
  },
  {
    pattern: /port is already allocated|address already in use|Ports are not available/i,
    sentence: 'a port that is needed on this machine is taken.',
    remedy: 'Stop what listens there (`ss -ltnp` shows it) or choose another nodePort.',
    transient: false,
  },
  {
    pattern:
      /Pool overlaps with other one|invalid pool request|all predefined address pools have been fully subnetted/i,
    sentence: 'Docker has no free network for the cluster.',
    remedy: 'Remove unused networks with `docker network prune`.',
    transient: true,
  },
];

const pushRules: readonly Rule[] = [
  {
    pattern:
      /no basic auth credentials|unauthorized|denied|authentication required|incorrect username or password|403 Forbidden/i,
    sentence: 'the registry does not let this user push there.',
    remedy: 'Log in with `docker login` (in a workflow: docker/login-action) as somebody who may push to it.',
    transient: false,
  },
  {
    pattern: /server gave HTTP response to HTTPS client|certificate signed by unknown authority|x509:/i,
    sentence: 'Docker does not trust the registry.',
    remedy:
      'Give the Docker Engine its certificate, or list it under `insecure-registries`; the nodes of the cluster need the same.',
    transient: false,
  },
  {
    pattern: /name unknown|repository .*(not found|does not exist)/i,
    sentence: 'the registry does not know that repository.',
    remedy: 'Create it there, or name another one in `cluster.registry`.',
    transient: false,
  },
  {
    pattern:
      /no such host|i\/o timeout|connection refused|connection reset|TLS handshake timeout|EOF|network is unreachable|50[0234] |timed out/i,
    sentence: 'the registry cannot be reached.',
    remedy: 'Check `cluster.registry`, the network, and the proxy settings of the Docker daemon.',
    transient: true,
  },
];

/** What a push that failed said, beside what any use of the engine may say. */
export function pushTrouble(outcome: Outcome): Trouble | undefined {
  const own = pushRules.find(({ pattern }) => pattern.test(outcome.stderr));
  const engine = engineTrouble(outcome, outcome.stderr);
  return engine && /Docker daemon|docker API|not installed/.test(engine.sentence) ? engine : (own ?? engine);
}

export function engineTrouble(outcome: Pick<Outcome, 'ended' | 'command'>, said: string): Trouble | undefined {
  if (outcome.ended === 'not-found')
    return {
      sentence: `${outcome.command.tool} is not installed, or not on PATH.`,
      remedy: `Install ${outcome.command.tool} and run again.`,
      transient: false,
    };
  if (outcome.ended === 'killed')
    return {
      sentence: `${outcome.command.tool} was ended by a signal that this run did not send.`,
      remedy: 'See whether the machine has run out of memory (`dmesg | tail`), and run again.',
      transient: true,
    };
  return rules.find(({ pattern }) => pattern.test(said));
}
