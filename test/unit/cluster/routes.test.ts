import { expect, test } from '@jest/globals';
import { addRoute, addRoutes, removeRoutes } from '../../../src/cluster/routes.ts';
import type { StagePorts } from '../../../src/ports/stage.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, fakeExec } from '../../support/fake-exec.ts';

const route = { network: '10.96.0.0/16', via: '192.168.49.2' };
const add = 'ip route add 10.96.0.0/16 via 192.168.49.2';
const exists = { when: add, exitCode: 2, stderr: 'RTNETLINK answers: File exists\n' };

const ports = (answers: readonly Answer[], signal = new AbortController().signal): StagePorts => ({
  ...{ exec: fakeExec(answers).exec, clock: fakeClock(), signal, emit: () => {} },
});

test.each<[string, readonly Answer[], unknown]>([
  ['a new route', [{ when: add }], { kind: 'route', route }],
  [
    'one that a killed run has left is used, and taken away',
    [exists, { when: 'ip route show', stdout: '10.96.0.0/16 via 192.168.49.2 dev br-1 \n' }],
    { kind: 'route', route },
  ],
  [
    'one to somewhere else is left alone',
    [exists, { when: 'ip route show', stdout: '10.96.0.0/16 via 192.168.49.20 dev br-2 \n' }],
    { kind: 'forward', why: expect.stringContaining('File exists') },
  ],
  [
    'without the right to, it goes by port-forward',
    [{ when: add, exitCode: 2, stderr: 'RTNETLINK answers: Operation not permitted\n' }],
    { kind: 'forward', why: expect.stringContaining('Operation not permitted') },
  ],
])('%s', async (_, answers, reach) => expect(await addRoute(route, ports(answers))).toEqual(reach));

test('a cancelled run takes its route away all the same', async () => {
  let cancelled: boolean | undefined;
  const during: Answer['during'] = (_, options) => {
    cancelled = options.signal?.aborted ?? false;
  };
  await removeRoutes([route], ports([{ when: /^ip route del/, during }], AbortSignal.abort()));
  expect(cancelled).toBe(false);
});

test('a route that went with its network is no error; one that stays is', async () => {
  const answer = (stderr: string): Answer => ({ when: /^ip route del/, exitCode: 2, stderr });
  await removeRoutes([route], ports([answer('RTNETLINK answers: No such process\n')]));
  await expect(removeRoutes([route], ports([answer('RTNETLINK answers: Permission denied\n')]))).rejects.toThrow(
    'could not be removed',
  );
});

test('where one address cannot be routed, the routes before it are taken away again', async () => {
  const taken: string[] = [];
  const answers: readonly Answer[] = [
    { when: 'ip route add 10.96.0.1/32' },
    { when: 'ip route add 10.99.0.1/32', exitCode: 2, stderr: 'RTNETLINK answers: Operation not permitted\n' },
    { when: /^ip route del/, during: ({ args }) => void taken.push(args.join(' ')) },
  ];
  expect(await addRoutes(['10.96.0.1/32', '10.99.0.1/32'], '192.168.49.2', ports(answers))).toBeUndefined();
  expect(taken).toEqual(['route del 10.96.0.1/32 via 192.168.49.2']);
});
