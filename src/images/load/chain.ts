import { createHash } from 'node:crypto';

/** The digest of each layer together with everything below it: the name under which a node keeps it unpacked. */
export function chainIds(layers: readonly string[]): string[] {
  const chains: string[] = [];
  for (const layer of layers) {
    const below = chains.at(-1);
    chains.push(below === undefined ? layer : sha256(`${below} ${layer}`));
  }
  return chains;
}

/** The layers that a node with these unpacked chains still has to be sent. */
export function missingLayers(layers: readonly string[], unpacked: ReadonlySet<string>): string[] {
  const chains = chainIds(layers);
  return layers.filter((_, index) => !unpacked.has(chains[index] as string));
}

export function sha256(data: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
