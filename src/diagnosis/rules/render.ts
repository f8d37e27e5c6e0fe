import { quote } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import type { World } from '../world.ts';
import { inOutputs, type OutputHit } from './outputs.ts';

/** Layer 1, first half: Helm could not render the chart, or the cluster does not know what it renders. */
export const renderRules: readonly Rule[] = [
  {
    id: 'values-schema',
    layer: 1,
    behind: 'nothing',
    signal: "`values don't meet the specifications of the schema(s)` from helm",
    advice: 'Correct the named value; `values.schema.json` of the chart says what it may be.',
    find: findSchema,
  },
  {
    id: 'template-error',
    layer: 1,
    behind: 'nothing',
    signal: 'a template or parse error from helm, with file and line',
    advice: 'Correct the template at that line, or set the value that it uses.',
    find: findTemplate,
  },
  {
    id: 'unknown-kind',
    layer: 1,
    behind: 'nothing',
    signal: '`no matches for kind` from helm or kubectl',
    advice: 'Install the custom resource definition in an earlier release, or correct the apiVersion.',
    find: findUnknownKind,
  },
];

function findSchema(world: World): readonly Finding[] {
  return inOutputs(world, ['helm'], /values don't meet the specifications of the schema/).flatMap((hit) => {
    const chart = /schema\(s\) in the following chart\(s\):\s*\n?(\S+?):/.exec(hit.output.text)?.[1];
    const problems = [...hit.output.text.matchAll(/^\s*- (?:at '([^']*)': )?(.+)$/gm)];
    const named = problems.map(([, path, message]) =>
      path ? `\`${path.replace(/^\//, '').replaceAll('/', '.')}\`: ${message}` : message,
    );
    return {
      ...about(world, hit),
      title: `A value breaks the schema of the chart${chart ? ` ${chart}` : ''}`,
      evidence: (problems.length > 0 ? problems.map(([line]) => line) : [hit.line])
        .slice(0, 5)
        .map((line) => quote(line, hit.output.file)),
      remedy: `Correct ${named.slice(0, 3).join('; ') || 'the value'} (values.schema.json of ${chart ?? 'the chart'}).`,
    };
  });
}

const templateError =
  /(?:template: |parse error at \(|error converting YAML to JSON|YAML parse error on |execution error at \()([\w./-]+\/templates\/[\w./-]+|[\w./-]+\.(?:yaml|tpl|txt))?(?::(\d+))?(?::(\d+))?[^\n]*/;

function findTemplate(world: World): readonly Finding[] {
  return inOutputs(world, ['helm'], templateError).map((hit) => {
    const [, path, line] = hit.match;
    const value =
      /<(\.?\$?\.?Values[\w.]*)>/.exec(hit.output.text)?.[1] ??
      /nil pointer evaluating interface \{\}\.(\w+)/.exec(hit.output.text)?.[1];
    const required = /error calling (?:include|required)[^\n]*: ([^:\n]+)$/m.exec(hit.output.text)?.[1];
    const inner = path?.replace(/^[^/]+\//, '');
    const file = inner && world.snapshot.run.chartPath ? `${world.snapshot.run.chartPath}/${inner}` : undefined;
    return {
      ...about(world, hit),
      title: `The chart cannot be rendered${inner ? `: ${inner}${line ? `, line ${line}` : ''}` : ''}`,
      evidence: [quote(hit.line, hit.output.file)],
      remedy: required
        ? `Helm asks for a value: ${required}`
        : value
          ? `\`${value.replace(/^\$?\./, '')}\` is not set or has the wrong type: set it in the values, or guard the template.`
          : `Correct ${inner ?? 'the template'}${line ? ` at line ${line}` : ''}.`,
      ...(file ? { place: { file, ...(line ? { line: Number(line) } : {}) } } : {}),
    };
  });
}

function findUnknownKind(world: World): readonly Finding[] {
  return inOutputs(
    world,
    ['helm', 'kubectl'],
    /no matches for kind "(\w+)" in version "([^"]+)"|the server doesn't have a resource type "?(\w+)"?/,
  ).map((hit) => {
    const [, kind = hit.match[3] ?? '', version = ''] = hit.match;
    const custom =
      /\./.test(version.replace(/\.k8s\.io/, '')) && !/^(?:apps|batch|networking|policy|rbac)/.test(version);
    return {
      ...about(world, hit),
      title: `The cluster does not know the kind ${kind}${version ? ` (${version})` : ''}`,
      evidence: [quote(hit.line, hit.output.file)],
      remedy: custom
        ? `Install the custom resource definition of ${kind} (${version}) in a release that this one needs.`
        : `${version} has no ${kind} in this version of Kubernetes: use the apiVersion that \`kubectl api-resources\` lists.`,
    };
  });
}

function about(world: World, hit: OutputHit) {
  const name = world.snapshot.run.release ?? 'chart';
  return {
    object: { kind: 'Release', name, namespace: world.snapshot.namespace },
    confidence: 'high' as const,
    reproduce: hit.output.command,
  };
}
