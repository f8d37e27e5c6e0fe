import type { Need, Preparation, Suite } from './suite.ts';

const node = process.execPath;

const jest = (project: string, ...more: readonly string[]): Pick<Suite, 'command' | 'counting' | 'results'> => ({
  command: [
    ...[node, '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects'],
    ...[project, '--json', `--outputFile=reports/${project}.json`, ...more],
  ],
  counting: 'jest',
  results: `reports/${project}.json`,
});

export const preparations: Readonly<Record<Need, Preparation>> = {
  kit: {
    title: 'programs, node image and base images from the package registries',
    minutes: { cold: 22, warm: 0.1 },
    command: [node, 'offline/kit.ts', 'build'],
  },
  engine: {
    title: 'a Docker Engine that answers',
    minutes: { cold: 1, warm: 0.1 },
    command: ['offline/engine', 'start'],
  },
  images: {
    title: "the kit's images in the engine",
    minutes: { cold: 1, warm: 0.1 },
    command: [node, 'offline/kit.ts', 'load'],
  },
  postgresql: {
    title: "Debian's PostgreSQL, which the reference's tests start",
    minutes: { cold: 0.5, warm: 0.1 },
    command: ['scripts/suites/package', 'postgresql'],
  },
  chromium: {
    title: "Debian's Chromium, in which pages are looked at",
    minutes: { cold: 1, warm: 0.1 },
    command: ['scripts/suites/package', 'chromium'],
  },
  libfaketime: {
    title: 'a library by which a clock jumps',
    minutes: { cold: 0.5, warm: 0.1 },
    command: ['scripts/suites/package', 'libfaketime'],
  },
  python: {
    title: "Python's venv module, for the backends of the sample applications",
    minutes: { cold: 0.5, warm: 0.1 },
    command: [node, 'test/apps/prepare.ts'],
  },
  dist: {
    title: 'the bundles that a workflow runs',
    minutes: { cold: 1.5, warm: 0.5 },
    command: [node, 'scripts/build-dist.ts'],
  },
};

/** Every suite of `make test`, in order: what fails soonest comes first. One entry adds a suite. */
export const suites: readonly Suite[] = [
  {
    name: 'types',
    title: 'every TypeScript file type-checks',
    minutes: 0.5,
    fast: true,
    command: [node, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
    counting: 'exit',
  },
  {
    name: 'lint',
    title: 'formatting and lint rules',
    minutes: 0.1,
    fast: true,
    command: ['node_modules/.bin/biome', 'check', '--diagnostic-level=error', '.'],
    counting: 'exit',
  },
  { name: 'unit', title: 'pure functions', minutes: 0.5, fast: true, ...jest('unit') },
  {
    name: 'process',
    title: 'real small processes and servers on loopback',
    minutes: 4,
    needs: ['kit', 'postgresql', 'python', 'chromium'],
    ...jest('process'),
  },
  {
    name: 'charts',
    title: 'charts rendered by Helm 3 and 4, validated, admitted by a real API server',
    minutes: 1.5,
    needs: ['kit'],
    ...jest('chart'),
  },
  {
    name: 'crictl',
    title: 'the crictl stand-in',
    minutes: 0.5,
    folder: 'offline/go/crictl',
    command: ['go', 'test', '-json', './...'],
    counting: 'go',
  },
  {
    name: 'addons',
    title: 'storage provisioner, ingress controller, network policies',
    minutes: 1,
    folder: 'offline/go/addons',
    command: ['go', 'test', '-json', './...'],
    counting: 'go',
  },
  {
    name: 'apps',
    title: "the four systems' own tests, backends and frontends",
    minutes: 4,
    needs: ['python'],
    command: [node, 'test/apps/test.ts'],
    counting: 'junit',
    results: 'reports/apps',
  },
  {
    name: 'docker',
    title: 'base images and ordinary Dockerfiles on them, and bringing images into nodes',
    minutes: 5,
    needs: ['engine', 'kit', 'images'],
    ...jest('docker', '--runInBand', '--testTimeout=300000'),
  },
  {
    name: 'clusters',
    title: 'Minikube and kind: Ready, DNS, storage that lasts, NodePort, Ingress, NetworkPolicies',
    minutes: 6,
    needs: ['engine', 'kit', 'images'],
    ...jest('cluster', '--runInBand', '--testTimeout=240000'),
  },
  {
    name: 'dist',
    title: 'dist/ is what the sources build',
    minutes: 0.5,
    command: [node, 'scripts/build-dist.ts', '--check'],
    counting: 'exit',
  },
  {
    name: 'action',
    title: 'the built action on a machine of stand-ins, run and cancelled as GitHub does it',
    minutes: 6,
    needs: ['dist'],
    ...jest('dist', '--runInBand'),
  },
  {
    name: 'systems',
    title:
      'the four systems on Minikube, TaskFlow on kind too: by the built command line and by plain Helm, used, broken, rolled back',
    minutes: 12,
    needs: ['engine', 'kit', 'images', 'postgresql', 'python', 'chromium', 'dist'],
    ...jest('e2e', '--runInBand', '--testTimeout=120000', '--testPathPatterns', 'test/e2e/t(askflow|askora|odo)'),
  },
  {
    name: 'releases',
    title: 'releases on Minikube: staged, unchanged, failing, rolled back, cancelled',
    minutes: 8,
    needs: ['engine', 'kit', 'images', 'dist'],
    ...jest('e2e', '--runInBand', '--testPathPatterns', 'test/e2e/releases'),
  },
  {
    name: 'init',
    title: 'what init writes runs as it is on Minikube; the getting-started page, line by line, as a new user',
    minutes: 8,
    needs: ['engine', 'kit', 'images', 'postgresql', 'dist'],
    ...jest('e2e', '--runInBand', '--testPathPatterns', 'test/e2e/init'),
  },
  {
    name: 'faults',
    title:
      'the fault laboratory: faults brought about on Minikube, each named by its cause, and no secret in what is said of it',
    minutes: 11,
    needs: ['engine', 'kit', 'images', 'dist'],
    command: [node, 'test/faults/run.ts', '--junit', 'reports/faults.xml'],
    counting: 'junit',
    results: 'reports/faults.xml',
  },
  {
    name: 'workflows',
    title: 'the workflows, checked and run by act: pull request, deployment, called from elsewhere, cancelled',
    minutes: 5,
    needs: ['engine', 'kit', 'images', 'python', 'dist'],
    ...jest('workflow', '--runInBand'),
  },
];
