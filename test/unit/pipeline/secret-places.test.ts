import { describe, expect, test } from '@jest/globals';
import { findIn, sharedSecrets } from '../../../src/pipeline/stages/secret-places.ts';

const secrets = { backend: { TOKEN: 'correct-horse-battery', PIN: '1234' } };

describe('findIn', () => {
  test.each([
    ['as it is', 'a: 1\ntoken: correct-horse-battery\n', 2],
    ['as a Secret of a chart writes it', `\n\ndata: ${Buffer.from('correct-horse-battery').toString('base64')}`, 3],
  ])('%s', (_, text, line) => {
    expect(findIn(text, secrets)).toEqual([{ line, name: 'backend.TOKEN' }]);
  });
  test('not what is too short to be told from chance, and not what is not there', () => {
    expect(findIn('port: 1234', secrets)).toEqual([]);
    expect(findIn('url: http://localhost:3000', { web: { URL: 'http://localhost:3000' } })).toEqual([]);
    expect(findIn('', secrets)).toEqual([]);
  });
});

describe('sharedSecrets', () => {
  test('one key with two values fails, says where, and shows neither', () => {
    const [result] = sharedSecrets({ backend: { AUTH: 'first-value' }, frontend: { AUTH: 'other-value' } });
    expect(result).toMatchObject({ id: 'shared-AUTH', verdict: 'failed' });
    expect(result?.detail).toMatch(/^backend: [0-9a-f]{8}, frontend: [0-9a-f]{8}$/);
  });
  test('the same value passes; a key of one Secret alone is no question', () => {
    expect(sharedSecrets({ a: { AUTH: 'x'.repeat(9) }, b: { AUTH: 'x'.repeat(9), OTHER: 'y' } })).toMatchObject([
      { id: 'shared-AUTH', verdict: 'passed' },
    ]);
  });
});
