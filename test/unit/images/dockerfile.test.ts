import { describe, expect, test } from '@jest/globals';
import { baseImages, parseDockerfile } from '../../../src/images/dockerfile.ts';
import { parseIgnore } from '../../../src/images/ignore.ts';
import { parseBuildFailure, parseStep } from '../../../src/images/progress.ts';

const text = `# syntax=docker/dockerfile:1
ARG PYTHON=3.11
ARG BASE=python:\${PYTHON}-slim

FROM \${BASE} AS build
RUN apt-get update && \\
    # a comment between
    apt-get install -y gcc
RUN <<EOF
FROM not:this
EOF
FROM --platform=linux/amd64 build AS test
from node:18-alpine
COPY --from=build /a /b
`;

describe('a Dockerfile', () => {
  test('is read instruction by instruction, with the line where each begins', () => {
    expect(parseDockerfile(text).map(({ name, line }) => `${line} ${name}`)).toEqual([
      '2 ARG',
      '3 ARG',
      '5 FROM',
      '6 RUN',
      '9 RUN',
      '12 FROM',
      '13 FROM',
      '14 COPY',
    ]);
  });

  test('names its base images, not its own stages', () => {
    const found = parseDockerfile(text);
    expect(baseImages(found)).toEqual([
      { ref: 'python:3.11-slim', line: 5 },
      { ref: 'node:18-alpine', line: 13 },
    ]);
    expect(baseImages(found, { PYTHON: '3.13' })[0]?.ref).toBe('python:3.13-slim');
  });
});

describe('progress', () => {
  test.each([
    ['Step 3/9 : RUN pip install -r requirements.txt', { step: 3, of: 9, text: 'RUN pip install -r requirements.txt' }],
    ['#7 [builder 3/5] RUN npm ci', { step: 3, of: 5, text: 'builder: RUN npm ci' }],
    ['#8 [2/2] COPY a /a', { step: 2, of: 2, text: 'COPY a /a' }],
    ['#5 [internal] load build context', undefined],
  ])('%s', (line, expected) => expect(parseStep(line)).toEqual(expected));

  test('a failure of BuildKit: reason, last words, line', () => {
    const output = `#6 [2/2] RUN echo hello && false
#6 0.231 hello
#6 ERROR: process "/bin/sh -c echo hello && false" did not complete successfully: exit code: 1
------
 > [2/2] RUN echo hello && false:
0.231 hello
------
app.Dockerfile:3
--------------------
   3 | >>> RUN echo hello && false
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c echo hello && false" did not complete successfully: exit code: 1`;
    expect(parseBuildFailure(output, [])).toMatchObject({
      reason: 'process "/bin/sh -c echo hello && false" did not complete successfully: exit code: 1',
      line: 3,
      excerpt: expect.arrayContaining(['hello']),
    });
  });
});

test('a BuildKit that does not show the Dockerfile is told the line by its step', () => {
  const output = `#6 [build 2/2] RUN echo hello && false
#6 0.231 hello
#6 ERROR: executor failed running [/bin/sh -c echo hello && false]: exit code: 1
ERROR: failed to solve: executor failed running [/bin/sh -c echo hello && false]: exit code: 1`;
  const found = parseDockerfile('FROM a:1\nRUN echo hello && \\\n  false\n');
  expect(parseBuildFailure(output, found)).toMatchObject({ line: 2, excerpt: expect.arrayContaining(['hello']) });
});

describe('.dockerignore', () => {
  const ignored = parseIgnore('# comment\nnode_modules\n**/*.pyc\n/dist/\n*.md\n!README.md\ndocs/**\n');
  test.each([
    ['node_modules', true],
    ['node_modules/a/b.js', true],
    ['src/node_modules/a', false],
    ['a.pyc', true],
    ['x/y/a.pyc', true],
    ['dist/app.js', true],
    ['NOTES.md', true],
    ['README.md', false],
    ['docs/a/b', true],
    ['src/app.ts', false],
  ])('%s: %s', (path, expected) => expect(ignored(path)).toBe(expected));
});
