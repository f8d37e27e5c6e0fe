// The unit tests of one folder, as `make test` runs them.
import jest from '../../jest.config.mjs';

const { displayName: _, ...unit } = jest.projects[0];
const folder = process.env.FOLDER ?? 'plan';

export default { ...unit, rootDir: '../..', testMatch: [`<rootDir>/test/unit/${folder}/**/*.test.ts`] };
