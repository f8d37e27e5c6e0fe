import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { collectLogs } from '../../src/evidence/logs.ts';
import { createWriter } from '../../src/evidence/writer.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import { crashed, pod } from './snapshot.ts';

/** Collects the logs of one pod with the kubectl that is on PATH into a folder, and says how much memory that took. */
const redactor = createRedactor();
redactor.add('CANARY', 'cAn4ry-8841-zzQ');
const [dir = '.'] = process.argv.slice(2);
const writer = createWriter(dir, redactor);
const ports = { exec: nodeExec(redactor), redactor, signal: new AbortController().signal, clock: systemClock };
const logs = await collectLogs([pod({ app: 'api', status: crashed() })], { namespace: 'taskflow' }, writer, ports);
const memory = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({
    memory,
    lines: logs.map((log) => log.text.trimEnd().split('\n').at(-1)),
    items: writer.items(),
  }),
);
