// The unit tests of one folder, as `make test` runs them.
import jest from '../../jest.config.mjs';

const { displayName: _, ...unit } = jest.projects[0];
const folder = process.env.FOLDER ?? 'plan';

/** Tests of another place that read a folder whole: the pages and schemas that are made from its tables. */
const elsewhere = { config: ['generated.test.ts'] };

export default {
  ...unit,
  rootDir: '../..',
  // Jest looks through these for every mutant.
  roots: ['<rootDir>/src', '<rootDir>/test/unit'],
  testMatch: [`${folder}/**/*.test.ts`, ...(elsewhere[folder] ?? [])].map((tests) => `<rootDir>/test/unit/${tests}`),
  // Thousands of inputs at once run every line, and prove nothing about one.
  testPathIgnorePatterns: [...unit.testPathIgnorePatterns, 'fuzz\\.test\\.ts$'],
};
