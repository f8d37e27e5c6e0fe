import type { Container, World } from '../world.ts';

export interface Variable {
  readonly name: string;
  /** Where the value comes from, for a person. */
  readonly from: string;
  /** The value as the snapshot shows it: redacted, but equal values have equal marks. */
  readonly value: string | undefined;
  readonly secret?: string;
  readonly configMap?: string;
}

/** The variables that the container really gets; a later one of the same name wins. */
export function variablesOf(world: World, container: Container): readonly Variable[] {
  const { secrets, configMaps } = world.snapshot.objects;
  const secret = (name: string | undefined) => secrets.find((item) => item.metadata.name === name);
  const configMap = (name: string | undefined) => configMaps.find((item) => item.metadata.name === name);
  const all = [
    ...(container.spec.envFrom ?? []).flatMap(({ secretRef, configMapRef }) => [
      ...Object.entries(secret(secretRef?.name)?.keys ?? {}).map(([key, entry]) =>
        ofSecret(key, secretRef?.name ?? '', key, entry.token),
      ),
      ...Object.entries(configMap(configMapRef?.name)?.data ?? {}).map(([key, value]) =>
        ofConfigMap(key, configMapRef?.name ?? '', key, value),
      ),
    ]),
    ...(container.spec.env ?? []).map(({ name, value, valueFrom }): Variable => {
      const { secretKeyRef, configMapKeyRef } = valueFrom ?? {};
      if (secretKeyRef)
        return ofSecret(
          name,
          secretKeyRef.name ?? '',
          secretKeyRef.key ?? '',
          secret(secretKeyRef.name)?.keys[secretKeyRef.key ?? '']?.token,
        );
      if (configMapKeyRef)
        return ofConfigMap(
          name,
          configMapKeyRef.name ?? '',
          configMapKeyRef.key ?? '',
          configMap(configMapKeyRef.name)?.data?.[configMapKeyRef.key ?? ''],
        );
      return { name, from: 'the pod template', value };
    }),
  ];
  return [...new Map(all.map((variable) => [variable.name, variable])).values()];
}

function ofSecret(name: string, secret: string, key: string, value: string | undefined): Variable {
  return { name, from: `Secret ${secret}, key ${key}`, value, secret };
}

function ofConfigMap(name: string, configMap: string, key: string, value: string | undefined): Variable {
  return { name, from: `ConfigMap ${configMap}, key ${key}`, value, configMap };
}
