import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { unknownRule } from './rules/unknown.ts';

const layers = [
  'Machine and cluster',
  'Rendering and admission',
  'Scheduling and volumes',
  'Image',
  'Configuration and start',
  'Running',
  'Probes and initialisation',
  'Network',
  'Helm release',
  'Contract',
] as const;

/** `docs/diagnosis.md`: what is recognised, by which signal, and what to do. */
export function catalogue(): string {
  const all = [...rules, unknownRule];
  return `${head}\n${layers
    .map((title, layer) =>
      section(
        title,
        all.filter((rule) => rule.layer === layer),
      ),
    )
    .join('\n')}`;
}

const head = `# Diagnosis: what is recognised

This page is made from the rules (\`make generate\`). When a pipeline fails, or \`taskflow-k8s diagnose -n NAMESPACE\` is run on any
cluster, everything is looked at once, all rules are applied, and what they find is split into roots and consequences: a fault on
something that others depend on explains theirs. The first root is the one that lies deepest and explains most; a second root is
independent of it. *Infrastructure* means: the machine, the cluster or the network failed; the application is neither blamed nor
rolled back, and the exit code is 3.

## Rules of your own

What only your application says can be named in \`pipeline.yml\`. Each line of the logs of containers that are in trouble is tried, and what
a failed program said; the last line that fits is quoted. \`$1\` stands for the first group.

\`\`\`yaml
rules:
  ledger-locked:
    match: "LEDGER-(\\\\d+): held by (\\\\S+)"
    title: Ledger $1 is locked
    remedy: End $2, or run \`ledger unlock $1\`.
    # infrastructure: true   # not the application's fault: nothing is rolled back, exit code 3
\`\`\`

A rule of your own explains what is general (\`crash-loop\`, \`init-crash\`, a waiting dependent) and stands beside what is as definite as itself.
`;

function section(title: string, found: readonly Rule[]): string {
  const rows = found.map(
    (rule) =>
      `| \`${rule.id}\`${rule.infrastructure ? ' *(infrastructure)*' : ''} | ${cell(rule.signal)} | ${cell(rule.advice)} |`,
  );
  return `## ${title}\n\n| id | signal | remedy |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replaceAll('|', '\\|');
}
