// Kinds of test, told apart by file name: pure, real process, charts with the tools of the kit, built dist, real cluster (run by scripts/suites.ts, which starts what they need).
const project = (name, pattern) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/**/${pattern}`],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/apps/[^/]+/frontend/'],
  modulePathIgnorePatterns: ['<rootDir>/test/apps/[^/]+/frontend/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
});

/** Fails when a test has left something in the temporary folder. */
const leavesNothing = {
  globalSetup: '<rootDir>/test/support/setup.ts',
  globalTeardown: '<rootDir>/test/support/teardown.ts',
};

export default {
  projects: [
    { ...project('unit', '*.test.ts'), ...leavesNothing },
    { ...project('process', '*.process.ts'), ...leavesNothing },
    project('chart', '*.chart.ts'),
    project('dist', '*.dist.ts'),
    { ...project('e2e', '*.e2e.ts'), globalTeardown: '<rootDir>/test/e2e/support/teardown.ts' },
    project('docker', '*.itest.ts'),
    project('cluster', '*.cluster.ts'),
    project('workflow', '*.workflow.ts'),
  ],
};
