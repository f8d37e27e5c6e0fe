import { describe, expect, test } from '@jest/globals';
import type { Json, JsonDocument } from '../../src/contract/json/ast.ts';
import { sameClass } from '../../src/contract/json/class.ts';
import { diffJson } from '../../src/contract/json/diff.ts';
import { parseJson } from '../../src/contract/json/parse.ts';
import { judgePair } from './support/pair.ts';
import { type Random, randomJson, randomScalar, seeded } from './support/random.ts';

const rounds = 3000;
const seeds = Array.from({ length: rounds }, (_, seed) => seed);

function parsed(text: string): JsonDocument {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`${JSON.stringify(text)}: ${result.message} at ${result.at}`);
  return result.document;
}

function leaves(node: Json): readonly Json[] {
  if (node.kind === 'array') return node.items.flatMap(leaves);
  if (node.kind === 'object') return node.members.flatMap(({ value }) => leaves(value));
  return [node];
}

/** One value of the text replaced by another one. */
function mutate(text: string, random: Random): string {
  const found = leaves(parsed(text).root);
  if (found.length === 0) return `[${text}]`;
  const leaf = random.pick(found);
  return text.slice(0, leaf.start) + randomScalar(random) + text.slice(leaf.end);
}

describe('for any JSON', () => {
  test('a text compared with itself has no difference', () => {
    for (const seed of seeds) {
      const text = randomJson(seeded(seed));
      expect({ seed, found: diffJson(parsed(text), parsed(text)) }).toEqual({ seed, found: [] });
    }
  });

  test('two texts are without difference only when they are the same bytes', () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const text = randomJson(random);
      const other = random.below(2) === 0 ? mutate(text, random) : randomJson(random);
      const found = diffJson(parsed(text), parsed(other)).length > 0;
      expect({ seed, text, other, found }).toEqual({ seed, text, other, found: text !== other });
    }
  });

  test('what parses here parses for the engine, to the same value, and the reverse', () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const text = randomJson(random);
      const at = random.below(text.length + 1);
      const broken =
        text.slice(0, at) + random.pick(['', '"', ',', ']', '}', '\u0001', 'e']) + text.slice(at + random.below(2));
      expect({ seed, broken, ok: parseJson(broken).ok }).toEqual({ seed, broken, ok: engineParses(broken) });
    }
  });

  test('a mask never hides another type, and never null', () => {
    const samples = ['"a1b2c3d4e5f6"', '7', '1.5', 'true', 'null', '[]', '{}'].map((text) => parsed(text).root);
    for (const reference of samples) {
      for (const candidate of samples) {
        const types = [reference, candidate].map(
          (node) => typeof JSON.parse(textOf(node)) + String(node.kind === 'null') + String(node.kind === 'array'),
        );
        if (types[0] !== types[1]) expect(sameClass([reference, reference], candidate).same).toBe(false);
      }
    }
  });

  test('a value that varies in the reference passes only with its own type', () => {
    for (const seed of seeds.slice(0, 400)) {
      const random = seeded(seed);
      const [first, second, third] = [random.below(1e6) + 1, random.below(1e6) + 2_000_000, randomScalar(random)];
      const { verdict } = judgePair({
        title: '',
        about: '',
        reference: [{ body: `{"v":${first},"k":1}` }, { body: `{"v":${second},"k":1}` }],
        candidate: { body: `{"v":${third},"k":1}` },
        verdict: 'passed',
      });
      const isNumber = typeof JSON.parse(third) === 'number' && !/[.eE]/.test(third);
      expect({ seed, third, verdict }).toEqual({ seed, third, verdict: isNumber ? 'passed' : 'failed' });
    }
  });
});

function textOf(node: Json): string {
  if ('raw' in node) return node.raw;
  return node.kind === 'array' ? '[]' : node.kind === 'object' ? '{}' : node.kind;
}

function engineParses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
