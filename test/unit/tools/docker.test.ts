import { describe, expect, test } from '@jest/globals';
import { buildxArgs, classicBuildArgs, docker } from '../../../src/tools/docker.ts';
import { parseImageInspect, parseInfo } from '../../../src/tools/docker-output.ts';
import { engineTrouble } from '../../../src/tools/docker-trouble.ts';

const build = {
  dockerfile: 'docker/app.Dockerfile',
  context: 'app',
  tags: ['app:1.0', 'app:latest'],
  target: 'run',
  args: { API: 'http://x y' },
  secrets: { npm: 'NPM_TOKEN' },
  platform: 'linux/amd64',
  cacheFrom: ['type=gha'],
};

describe('docker build', () => {
  test('by the classic builder', () => {
    expect(classicBuildArgs(build)).toEqual([
      'build',
      '--force-rm',
      '--file',
      'docker/app.Dockerfile',
      '--tag',
      'app:1.0',
      '--tag',
      'app:latest',
      '--target',
      'run',
      '--platform',
      'linux/amd64',
      '--build-arg',
      'API=http://x y',
      'app',
    ]);
  });

  test('by BuildKit into a folder: secrets by the name of their variable, never by value', () => {
    const args = buildxArgs(build, { kind: 'layout', dir: '/c/app' });
    expect(args.slice(0, 5)).toEqual(['buildx', 'build', '--progress', 'plain', '--provenance=false']);
    expect(args.slice(-7)).toEqual([
      '--secret',
      'id=npm,env=NPM_TOKEN',
      '--cache-from',
      'type=gha',
      '--output',
      'type=oci,tar=false,dest=/c/app,compression=uncompressed,force-compression=true',
      'app',
    ]);
  });

  test('another daemon is named by the environment', () => {
    expect(docker({ tool: 'docker', env: { DOCKER_HOST: 'tcp://n' } }, ['info'], { env: { A: '1' } })).toEqual({
      tool: 'docker',
      args: ['info'],
      env: { DOCKER_HOST: 'tcp://n', A: '1' },
    });
  });
});

describe('what Docker says', () => {
  test('about an image', () => {
    const [facts] = parseImageInspect(
      JSON.stringify([
        {
          Id: 'sha256:68be',
          RepoTags: ['t:2'],
          RepoDigests: [],
          Size: 3,
          Architecture: 'amd64',
          Os: 'linux',
          RootFS: { Type: 'layers', Layers: ['sha256:9c30'] },
          Config: { User: '', Env: ['PATH=/bin', 'X=1'], Labels: null, Healthcheck: { Test: ['NONE'] } },
        },
      ]),
    );
    expect(facts).toMatchObject({ id: 'sha256:68be', bytes: 3, layers: ['sha256:9c30'], healthcheck: false, user: '' });
  });

  test('about itself: store, version; nothing when no daemon answers', () => {
    const info = { ServerVersion: '29.0.1', Architecture: 'aarch64', DockerRootDir: '/d' };
    const status = [['driver-type', 'io.containerd.snapshotter.v1']];
    expect(parseInfo(JSON.stringify({ ...info, DriverStatus: status }))).toEqual({
      version: '29.0.1',
      arch: 'arm64',
      store: 'containerd',
      rootDir: '/d',
    });
    expect(parseInfo(JSON.stringify({ ...info, DriverStatus: null }))).toMatchObject({ store: 'classic' });
    expect(parseInfo('{"ServerErrors":["Cannot connect to the Docker daemon"]}')).toBeUndefined();
  });
});

describe('trouble that is not the Dockerfile’s', () => {
  const command = { tool: 'docker', args: [] };
  test.each([
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'daemon does not answer'],
    ['write /var/lib/docker/tmp/x: no space left on device', 'disk is full'],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
      'registry of a base image cannot be reached',
    ],
    [
      'failed to create endpoint x on network bridge: could not find bridge docker0',
      'connect a container to its network',
    ],
    ['toomanyrequests: You have reached your pull rate limit', 'rate limit'],
    ['Bind for 127.0.0.1:30080 failed: port is already allocated', 'port that is needed'],
    ['Error response from daemon: Pool overlaps with other one on this address space', 'no free network'],
  ])('%s', (said, sentence) => {
    expect(engineTrouble({ ended: 'exited', command }, said)?.sentence).toContain(sentence);
  });

  test('a missing program', () => {
    expect(engineTrouble({ ended: 'not-found', command }, '')?.sentence).toContain('docker is not installed');
  });

  test('and nothing that is', () => {
    const said = "The command '/bin/sh -c pip install nothing' returned a non-zero code: 1";
    expect(engineTrouble({ ended: 'exited', command }, said)).toBeUndefined();
  });
});
