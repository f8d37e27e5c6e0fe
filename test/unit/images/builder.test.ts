import { describe, expect, test } from '@jest/globals';
import { builderFor, chooseBuilder } from '../../../src/images/builder.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeExec } from '../../support/fake-exec.ts';

const node = { provider: 'minikube', runtime: 'containerd' } as const;

describe('the builder', () => {
  test.each([
    [undefined, node, 'classic'],
    ['docker', node, 'buildx'],
    ['docker-container', node, 'layout'],
    ['docker-container', { ...node, wish: 'buildx' }, 'buildx'],
    ['docker-container', { ...node, several: true, wish: 'buildx' }, 'layout'],
    ['docker-container', { ...node, wish: 'classic' }, 'classic'],
    ['docker-container', { ...node, wish: 'layout' }, 'layout'],
    ['remote', { ...node, provider: 'kind', wish: 'layout' }, 'layout'],
    ['docker', { ...node, wish: 'layout' }, 'buildx'],
    ['docker-container', { ...node, runtime: 'docker', wish: 'layout' }, 'buildx'],
    ['docker-container', { ...node, provider: 'existing', wish: 'layout' }, 'buildx'],
  ] as const)('with driver %s for %j is %s', (driver, to, expected) => {
    expect(builderFor(driver, to)).toBe(expected);
  });

  test.each([
    [undefined, node, 'has no buildx'],
    ['docker', node, 'keeps one platform'],
    ['docker-container', { ...node, provider: 'existing' }, 'to the registry'],
    ['docker-container', { ...node, runtime: 'docker' }, 'the node runs Docker'],
  ] as const)('with driver %s for %j refuses several platforms: %s', (driver, to, why) => {
    expect(() => builderFor(driver, { ...to, several: true })).toThrow(why);
  });

  test.each([
    [{ stdout: 'Name:          builder\nDriver:        docker-container\n\nNodes:\n' }, 'layout'],
    [{ exitCode: 1, stderr: 'docker: unknown command: docker buildx\n' }, 'classic'],
  ])('is found by asking buildx: %j', async (answer, expected) => {
    const { exec } = fakeExec([{ when: 'docker buildx inspect', ...answer }]);
    const ports = { exec, clock: fakeClock(), signal: new AbortController().signal, emit: () => {} };
    expect(await chooseBuilder({ tool: 'docker' }, node, ports)).toBe(expected);
  });
});
