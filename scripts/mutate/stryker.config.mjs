// `make mutate FOLDER=config`: changes the sources of one pure folder, a little each time, and sees whether its unit tests notice.
const folder = process.env.FOLDER ?? 'plan';

export default {
  testRunner: 'jest',
  jest: { configFile: 'scripts/mutate/jest.config.mjs', enableFindRelatedTests: false },
  // Tests and sources are ES modules.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  // Each mutant meets the tests that run its line, and no others.
  coverageAnalysis: 'perTest',
  // A table is read when its file is loaded, so all tests would meet each of its mutants. Tables are compared word for word with
  // the pages and schemas that are made from them.
  ignoreStatic: true,
  concurrency: Number(process.env.WORKERS ?? 1),
  // assets.ts holds styles and scripts of the page as texts; a browser tries those.
  mutate: [process.env.FILES ?? `src/${folder}/**/*.ts`, '!src/report/html/assets.ts'],
  ignorePatterns: ['/dist', '/test/apps', '/offline', '/docker', '/helm', '/reports'],
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  htmlReporter: { fileName: `reports/mutation/${folder}.html` },
  thresholds: { high: 90, low: 80, break: 80 },
  // Types are none of the tests' business: Jest takes them out itself.
  tsconfigFile: 'none',
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  timeoutMS: 20_000,
};
