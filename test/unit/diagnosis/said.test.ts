import { expect, test } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Fault } from '../../../src/model/fault.ts';
import { cases } from './cases.ts';

/** Every word that a user reads about each fault. A wording that changes shows here, side by side with what it was. */
test.each(cases)('$id: $what', ({ given }) => {
  expect(`\n${diagnose(given).map(said).join('\n')}\n`).toMatchSnapshot();
});

function said({ id, title, object, root, confidence, explains, evidence, remedy, reproduce }: Fault): string {
  return [
    `${root ? 'ROOT' : '····'} ${id}, ${confidence}: ${object}`,
    `     ${title}`,
    ...(explains?.length ? [`     explains ${explains.join(', ')}`] : []),
    ...evidence.map(({ text, file }) => `   | ${text}${file ? `  [${file}]` : ''}`),
    `   > ${remedy}`,
    `   $ ${reproduce}`,
  ].join('\n');
}
