import { objectsOf, ofPlural } from './objects.ts';

/** `kubectl get KINDS -o json` of the stand-in cluster. */
const [world = '', ...args] = process.argv.slice(2);
const plurals = (args[args.indexOf('get') + 1] ?? '').split(',');
const at = args.indexOf('-n');
const objects = objectsOf(world);
const items = plurals.flatMap((plural) => ofPlural(objects, plural, at === -1 ? undefined : args[at + 1]));
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
