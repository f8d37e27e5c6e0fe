// `make mutate FOLDER=config`: changes the sources of one pure folder, a little each time, and sees whether its tests notice.
// The command runner starts Jest anew for every mutant: slow, but it is the Jest of `make test`, with its ES modules.
const folder = process.env.FOLDER ?? 'plan';
const jest = 'node_modules/jest/bin/jest.js --selectProjects unit --silent --bail --testPathPatterns';

export default {
  testRunner: 'command',
  commandRunner: { command: `${process.execPath} --experimental-vm-modules --no-warnings ${jest} test/unit/${folder}` },
  mutate: [process.env.FILES ?? `src/${folder}/**/*.ts`],
  ignorePatterns: ['/dist', '/test/apps', '/offline', '/docker', '/helm', '/reports'],
  reporters: ['clear-text', 'json', 'html'],
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  htmlReporter: { fileName: `reports/mutation/${folder}.html` },
  thresholds: { high: 90, low: 80, break: 80 },
  // Types are none of the tests' business: Jest takes them out itself.
  tsconfigFile: 'none',
  tempDirName: '.stryker-tmp',
  timeoutMS: 60_000,
};
