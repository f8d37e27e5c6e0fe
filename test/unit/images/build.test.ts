import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type BuildContext, buildImage } from '../../../src/images/build.ts';
import type { ImageSpec } from '../../../src/images/spec.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, fakeExec } from '../../support/fake-exec.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const id = `sha256:${'ab'.repeat(32)}`;
const spec: ImageSpec = {
  name: 'app',
  dockerfile: 'Dockerfile',
  context: 'src',
  args: {},
  secrets: {},
  tags: ['team/app:1.0.0', 'team/app:latest'],
  limits: {},
};
const inspected = JSON.stringify([
  {
    Id: id,
    Size: 10,
    Architecture: 'amd64',
    Os: 'linux',
    RootFS: { Layers: ['sha256:l1'] },
    Config: { User: '1000', Env: ['TOKEN=x'], Healthcheck: { Test: ['CMD', 'true'] } },
  },
]);

let workspace = '';
beforeEach(async () => {
  workspace = temporaryFolder('taskflow-k8s-test');
  await mkdir(join(workspace, 'src'));
  await writeFile(join(workspace, 'Dockerfile'), 'FROM base:1\nCOPY . /\n');
  await writeFile(join(workspace, 'src/a'), 'one');
});

function context(answers: readonly Answer[]): BuildContext & { lines: () => string[] } {
  const { exec, lines } = fakeExec(answers);
  const ports = { exec, clock: fakeClock(), signal: new AbortController().signal, emit: () => {} };
  return {
    docker: { tool: 'docker' },
    builder: 'classic',
    workspace,
    cacheDir: join(workspace, '.cache'),
    ports,
    lines,
  };
}

const good: Answer[] = [
  { when: 'docker image inspect', stdout: inspected },
  { when: 'docker build' },
  { when: 'docker image tag' },
];

describe('an image', () => {
  test('is built, described, and named by its content', async () => {
    const world = context(good);
    expect(await buildImage(spec, world)).toMatchObject({
      contentTag: 'team/app:sha256-abababababababababababababababab',
      id,
      user: '1000',
      healthcheck: true,
      env: ['TOKEN'],
      reused: false,
    });
    expect(world.lines()).toContain(`docker image tag ${id} team/app:sha256-abababababababababababababababab`);
  });

  test('is not built again while nothing changed, but is named again', async () => {
    await buildImage(spec, context(good));
    const second = context(good);
    expect(await buildImage(spec, second)).toMatchObject({ id, reused: true });
    expect(second.lines().some((line) => line.startsWith('docker build'))).toBe(false);
    expect(second.lines().filter((line) => line.startsWith('docker image tag'))).toHaveLength(3);
  });

  test.each([
    ['a file of the context', () => writeFile(join(workspace, 'src/a'), 'two')],
    ['the Dockerfile', () => writeFile(join(workspace, 'Dockerfile'), 'FROM base:1\n')],
    ['a new file', () => writeFile(join(workspace, 'src/b'), '')],
  ])('is built again after a change of %s', async (_, change) => {
    await buildImage(spec, context(good));
    await change();
    expect(await buildImage(spec, context(good))).toMatchObject({ reused: false });
  });

  test('is built again when its base image is another one now', async () => {
    await buildImage(spec, context(good));
    const moved = { when: 'docker image inspect base:1', stdout: inspected.replace(id, `sha256:${'cd'.repeat(32)}`) };
    expect(await buildImage(spec, context([moved, ...good]))).toMatchObject({ reused: false });
  });

  test('is not built again for a file that .dockerignore leaves out', async () => {
    await writeFile(join(workspace, 'src/.dockerignore'), '*.log\n');
    await buildImage(spec, context(good));
    await writeFile(join(workspace, 'src/x.log'), 'noise');
    expect(await buildImage(spec, context(good))).toMatchObject({ reused: true });
  });

  test('is built again when Docker has forgotten it', async () => {
    await buildImage(spec, context(good));
    const forgotten = { when: `docker image inspect ${id}`, exitCode: 1 };
    expect(await buildImage(spec, context([forgotten, ...good]))).toMatchObject({ reused: false });
  });
});

describe('a build that fails', () => {
  test('names the line of the Dockerfile and shows the last words', async () => {
    const stdout = 'Step 1/2 : FROM base:1\n ---> 0123\nStep 2/2 : COPY . /\n ---> Running in 4567\nsomething broke\n';
    const failing = { when: 'docker build', exitCode: 1, stdout };
    await expect(buildImage(spec, context([failing, ...good]))).rejects.toMatchObject({
      outcome: 'failed',
      message: 'Image app does not build, Dockerfile:2: something broke',
      help: { place: { file: 'Dockerfile', line: 2 }, excerpt: ['something broke'] },
    });
  });

  test('because of the machine does not blame the Dockerfile', async () => {
    const failing = { when: 'docker build', exitCode: 1, stdout: 'write /x: no space left on device\n' };
    await expect(buildImage(spec, context([failing, ...good]))).rejects.toMatchObject({
      outcome: 'infrastructure',
      message: expect.stringContaining('the disk is full'),
    });
  });

  test('without a Dockerfile says which file is meant', async () => {
    const missing = { ...spec, dockerfile: 'docker/none' };
    await expect(buildImage(missing, context([]))).rejects.toThrow('cannot be read: docker/none');
  });

  test('for want of BuildKit says so before it begins', async () => {
    const world = context(good);
    await expect(buildImage({ ...spec, secrets: { npm: 'TOKEN' } }, world)).rejects.toThrow('has no BuildKit');
    expect(world.lines().some((line) => line.startsWith('docker build'))).toBe(false);
  });
});
