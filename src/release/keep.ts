import { type Document, idOf } from './documents.ts';

/**
 * A stage switches off what comes after it. Where that is deployed already, it stays exactly as it is until its own stage
 * comes: an upgrade by stages never takes a component away.
 */
export function keepLater(rendered: readonly Document[], deployed: readonly Document[]): Document[] {
  const here = new Set(rendered.map(idOf));
  return deployed.filter((document) => !here.has(idOf(document)));
}
