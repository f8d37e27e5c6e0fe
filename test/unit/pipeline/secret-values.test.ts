import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { createRedactor } from '../../../src/lib/redact/redactor.ts';
import { hideSecretValues } from '../../../src/pipeline/secret-values.ts';

const text = `
version: 1
releases:
  shop:
    chart: helm/shop
    set:
      secrets.cohereApiKey: "{{ env.COHERE_API_KEY }}"
      secrets.databaseUrl: "{{ env.DATABASE_URL }}"
      api.logLevel: verbose-logging
    stages:
      - component: api
        set: { jwtSecret: "{{ env.JWT }}" }
`;

test('a secret that a chart takes as a value is hidden, and nothing else', () => {
  const env = {
    COHERE_API_KEY: 'co-5f2e9d',
    DATABASE_URL: 'postgresql://shop:Xk29fQ@db.example.com/shop',
    JWT: 'Zz81-long-enough',
  };
  const parsed = parseConfig({
    file: { name: 'pipeline.yml', text },
    inputs: {},
    env,
    fallbackName: 'x',
    facts: () => ({}),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const redactor = createRedactor();
  hideSecretValues(parsed.config.releases, { redactor });
  const said = redactor.text(`key=${env.COHERE_API_KEY} password=Xk29fQ signs ${env.JWT} at verbose-logging`);
  expect(said).not.toMatch(/co-5f2e9d|Xk29fQ|Zz81-long-enough/);
  expect(redactor.text('the word verbose-logging, db.example.com')).toBe('the word verbose-logging, db.example.com');
});
