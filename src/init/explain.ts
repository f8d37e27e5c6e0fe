import { wrap } from '../lib/wrap.ts';
import type { Proposal } from './proposal.ts';
import type { Advice, Guess, Source } from './repository.ts';

/** What was guessed and why, for a terminal of this width. */
export function explainProposal(proposal: Proposal, width: number): string {
  return [
    'Guessed from what is there:',
    '',
    ...proposal.guesses.flatMap((guess) => guessLines(guess, width)),
    ...(proposal.advice.length === 0
      ? []
      : ['', 'Worth a look:', '', ...proposal.advice.flatMap((advice) => adviceLines(advice, width))]),
  ].join('\n');
}

/** What to do next, after the files were written. */
export function nextSteps({ variables }: Proposal, file: string, width: number): string {
  const option = file === 'pipeline.yml' ? '' : ` -c ${file}`;
  const exports = variables.map((name) => `  export ${name}=…`);
  return [
    ...(variables.length === 0
      ? []
      : [
          ...wrap(
            'Before the first run: set what the Secrets are made of, here and as secrets of the repository. The database must be one that may be thrown away, never the one of production.',
            width,
          ),
          '',
          ...exports,
          '',
        ]),
    'Next:',
    `  taskflow-k8s doctor${' '.repeat(8)}does this machine have what it takes`,
    `  taskflow-k8s plan${option}${gap(option, 10)}what a run would do`,
    `  taskflow-k8s run${option}${gap(option, 11)}do it`,
  ].join('\n');
}

function gap(option: string, columns: number): string {
  return ' '.repeat(Math.max(2, columns - option.length));
}

function guessLines({ about, value, why, source }: Guess, width: number): string[] {
  return [
    ...wrap(`${about}: ${value.replaceAll(/\{\{ (\S+) \}\}/g, '{{$1}}')}`, width, '  ', '    '),
    ...wrap(`${why}${placeOf(source)}`, width, '      '),
  ];
}

function adviceLines({ text, source }: Advice, width: number): string[] {
  return wrap(`${text}${placeOf(source)}`, width, '- ', '  ');
}

function placeOf(source: Source | undefined): string {
  if (!source) return '';
  return ` (${source.file}${source.line === undefined ? '' : `:${source.line}`})`;
}
