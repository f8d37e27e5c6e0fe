import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { RunContext } from './context.ts';

/** Says before anything is done which values cannot be kept hidden as others are, so that nobody wonders about it afterwards. */
export function noteWeakSecrets({ emit, ports }: Pick<RunContext, 'emit'> & { readonly ports: Ports }): void {
  for (const name of ports.redactor.guessable())
    emit({
      kind: 'note',
      level: 'warning',
      text: `The value of ${name} is too short or too common to be looked for: it is hidden only where its name stands before it. Give it eight random characters or more.`,
    });
  for (const name of ports.redactor.ordinary())
    emit({
      kind: 'note',
      level: 'warning',
      text: `The value of ${name} is one ordinary word: that word is hidden wherever it stands, and a file of the evidence that holds it in another form is withheld as a whole. Give it a random value.`,
    });
}

interface Ports {
  readonly redactor: Pick<SecretRedactor, 'guessable' | 'ordinary'>;
}
