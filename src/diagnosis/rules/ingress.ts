import { nearest } from '../../lib/nearest.ts';
import { describe, quote } from '../evidence.ts';
import type { Ingress, IngressBackend } from '../kube.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { refOf, type World } from '../world.ts';

/** Layer 7: what stands between the outside and the Services. */
export const ingressRules: readonly Rule[] = [
  {
    id: 'ingress-wrong',
    layer: 7,
    behind: 'nothing',
    signal: 'an Ingress whose class, Service, port or TLS Secret does not exist',
    advice: 'Enable the ingress addon, or correct the name.',
    find: (world) => world.snapshot.objects.ingresses.flatMap((ingress) => problemsOf(world, ingress).slice(0, 1)),
  },
];

function problemsOf(world: World, ingress: Ingress): Finding[] {
  const { name } = ingress.metadata;
  const told = [...backendProblems(world, ingress), ...tlsProblems(world, ingress), ...classProblems(world, ingress)];
  return told.map(({ title, remedy, fact }) => ({
    object: refOf(ingress, 'Ingress'),
    title: `Ingress ${name}: ${title}`,
    confidence: 'high' as const,
    evidence: [quote(fact, evidenceFiles.objects('ingresses'))],
    remedy,
    reproduce: describe(world, refOf(ingress, 'Ingress')),
  }));
}

interface Told {
  readonly title: string;
  readonly remedy: string;
  readonly fact: string;
}

function classProblems(world: World, ingress: Ingress): Told[] {
  const classes = world.snapshot.objects.ingressClasses;
  const names = classes.map((item) => item.metadata.name);
  const wanted = ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class'];
  const hasDefault = classes.some(
    (item) => item.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true',
  );
  if (wanted ? names.includes(wanted) : hasDefault) return [];
  const have =
    names.length > 0
      ? `there is ${names.join(', ')}`
      : 'no ingress controller is installed: enable the ingress addon (cluster.addons: [ingress])';
  return [
    {
      title: wanted ? `class ${wanted} does not exist` : 'no class is named, and there is no default one',
      fact: `ingressClassName ${wanted ?? '(none)'}; classes: ${names.join(', ') || 'none'}`,
      remedy: `Set ingressClassName in the values, ${have}.`,
    },
  ];
}

function backendsOf(ingress: Ingress): readonly IngressBackend[] {
  const paths = (ingress.spec?.rules ?? [])
    .flatMap((rule) => rule.http?.paths ?? [])
    .flatMap((path) => path.backend ?? []);
  return [...paths, ...(ingress.spec?.defaultBackend ? [ingress.spec.defaultBackend] : [])];
}

function backendProblems(world: World, ingress: Ingress): Told[] {
  const { services } = world.snapshot.objects;
  return backendsOf(ingress).flatMap(({ service }) => {
    if (!service) return [];
    const found = services.find((item) => item.metadata.name === service.name);
    const names = services.map((item) => item.metadata.name);
    const fact = `backend ${service.name}:${service.port?.number ?? service.port?.name}; Services: ${names.join(', ')}`;
    if (!found)
      return {
        title: `Service ${service.name} does not exist`,
        fact,
        remedy: `Correct the backend of Ingress ${ingress.metadata.name}: there is ${nearest(service.name, names) ?? (names.join(', ') || 'no Service')}.`,
      };
    const ports = found.spec?.ports ?? [];
    const fits = ports.some(
      (port) => port.port === service.port?.number || (port.name !== undefined && port.name === service.port?.name),
    );
    if (fits) return [];
    const have = ports.map((port) => `${port.port}${port.name ? ` (${port.name})` : ''}`).join(', ');
    return {
      title: `Service ${service.name} has no port ${service.port?.number ?? service.port?.name}`,
      fact,
      remedy: `Correct the port of the backend ${service.name} of Ingress ${ingress.metadata.name}: it has ${have}.`,
    };
  });
}

function tlsProblems(world: World, ingress: Ingress): Told[] {
  if (world.snapshot.gaps.some((gap) => gap.what === 'secrets')) return [];
  return (ingress.spec?.tls ?? []).flatMap(({ secretName }) => {
    if (!secretName || world.snapshot.objects.secrets.some((secret) => secret.metadata.name === secretName)) return [];
    return {
      title: `TLS Secret ${secretName} does not exist`,
      fact: `tls.secretName ${secretName}`,
      remedy: `Create Secret ${secretName} (kubectl create secret tls), or switch TLS off in the values of this cluster.`,
    };
  });
}
