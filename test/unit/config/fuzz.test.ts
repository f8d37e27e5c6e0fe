import { expect, test } from '@jest/globals';
import { type ParsedConfig, parseConfig } from '../../../src/config/parse.ts';
import { renderProblem } from '../../../src/model/problem.ts';

const minimal = 'version: 1\nreleases:\n  web: { chart: helm/web }\n';

const parse = (text: string): ParsedConfig =>
  parseConfig({
    file: { name: 'pipeline.yml', text },
    inputs: {},
    env: {},
    fallbackName: 'My Shop',
    facts: () => ({ 'run.id': 'r1', 'cluster.ip': '192.168.100.2' }),
  });

test('thousands of broken configurations: always problems or a configuration, never an exception', () => {
  const base = `${minimal}vars: { a: "{{ vars.b }}", b: 1 }\ncluster: { provider: kind, memory: 6g }\nimages:\n  web: { dockerfile: D, args: { A: b }, limits: { size: 1GB } }\n`;
  const alphabet = [
    '{',
    '}',
    '[',
    ']',
    ':',
    '-',
    '\n',
    '\t',
    '"',
    "'",
    '&a',
    '*a',
    '{{',
    '}}',
    '!!',
    '|',
    '>',
    '#',
    ' ',
    'é',
    '\u0000',
    '999999999999',
    'null',
    '~',
    '<<: *a',
    '? ',
  ];
  let seed = 42;
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % limit;
  };
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    let text = base;
    for (let i = 0; i <= random(4); i++) {
      const at = random(text.length);
      text =
        text.slice(0, at) + (random(3) === 0 ? '' : alphabet[random(alphabet.length)]) + text.slice(at + random(6));
    }
    const parsed = parse(text);
    if (parsed.ok) continue;
    refused++;
    expect(parsed.problems.length).toBeGreaterThan(0);
    for (const problem of parsed.problems)
      expect(renderProblem(problem)).not.toMatch(/\bat .*\.ts:\d+|undefined|\[object/);
  }
  expect(refused).toBeGreaterThan(1000);
});
