import { findInLogs, inContainer, perContainer, quote, quoteEnd, readLogs } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import type { Container, World } from '../world.ts';
import { crashLog } from './start.ts';
import { variablesOf } from './variables.ts';

/** Layer 5, first half: what the application itself says in its log. */
export const applicationRules: readonly Rule[] = [
  {
    id: 'env-missing',
    layer: 4,
    behind: 'nothing',
    signal: 'the log of a crash names a variable that the container does not have',
    advice: 'Set the variable in the values, or add its key to the Secret.',
    find: (world) => perContainer(world.troubled, (container) => envMissing(world, container)),
  },
  {
    id: 'database-auth',
    layer: 5,
    behind: 'nothing',
    signal: '`password authentication failed`, SQLSTATE 28P01 or 28000, `Access denied for user`',
    advice: 'Use the password that the database was initialised with; a kept volume keeps its first password.',
    find: (world) => perContainer(world.troubled, (container) => databaseAuth(world, container)),
  },
  {
    id: 'database-missing',
    layer: 5,
    behind: 'dependency',
    signal: '`database "x" does not exist`, `relation "t" does not exist`, SQLSTATE 3D000 or 42P01',
    advice: 'Create the database, or run the migrations before the application starts.',
    find: (world) => perContainer(world.troubled, (container) => databaseMissing(world, container)),
  },
];

const names = '([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,})';
const missing = [
  new RegExp(`KeyError: '${names}'`),
  new RegExp(
    `[Mm]issing (?:required )?(?:env(?:ironment)?(?: variables?| vars?)?|configuration|setting)s?:? *['"\`]?${names}`,
  ),
  new RegExp(
    `['"\`]?${names}['"\`]? (?:environment variable |env var )?(?:is |are |must be |was |has )?(?:a )?(?:required|missing|not set|not defined|unset|set|undefined|not configured|not provided)\\b`,
  ),
  new RegExp(
    `[Ee]nv(?:ironment)?(?: variable| var)? ['"\`]?${names}['"\`]? (?:is |was )?(?:required|missing|not set|not found|undefined|unset)`,
  ),
  new RegExp(`(?:process\\.env\\.|os\\.environ\\[['"])${names}`),
  new RegExp(
    `${names}: (?:parameter not set|parameter null or not set|unbound variable|Required|Invalid input: expected string, received undefined)`,
  ),
  new RegExp(
    `(?:please set|must set|set the|expected|need) (?:the )?(?:env(?:ironment)? (?:variable )?)?['"\`]?${names}`,
    'i',
  ),
] as const;

function envMissing(world: World, container: Container): Finding | undefined {
  const present = new Set(variablesOf(world, container).map((variable) => variable.name));
  const found = missing
    .flatMap((pattern) => crashLog(world, container, pattern) ?? [])
    .find((hit) => isVariable(hit.match[1]) && !present.has(hit.match[1] as string));
  const form = found ? undefined : formField(world, container, present);
  const name = found?.match[1] ?? form?.name;
  if (!name) return undefined;
  const own = Object.entries(world.snapshot.run.ownSecrets ?? {}).find(([secret]) => usesSecret(container, secret));
  return {
    ...inContainer(container),
    title: `Variable ${name} is not set`,
    confidence: 'medium',
    evidence: [found ? quote(found.line, found.file) : quote(form?.line ?? '', form?.file), ...quoteEnd(container)],
    remedy: `Container ${container.name} of ${container.owner.name} needs ${name}: ${own ? `add it to \`${own[1]}\`, if it is a secret, else` : 'add it'} to the env of ${container.owner.name} in the values.`,
    reproduce: readLogs(world, container),
  };
}

function isVariable(name: string | undefined): boolean {
  return name !== undefined && name.length >= 3 && !notVariables.has(name);
}

const notVariables = new Set([
  'ERROR',
  'FATAL',
  'WARN',
  'WARNING',
  'INFO',
  'DEBUG',
  'CRITICAL',
  'HTTP',
  'HTTPS',
  'URL',
  'API',
  'SQL',
  'TLS',
  'SSL',
  'DNS',
  'TCP',
  'JSON',
  'HINT',
  'DETAIL',
  'THE',
  'ENV',
  'VAR',
  'NOT',
  'VALUE',
]);

/** pydantic and its kind name the field on the line before. */
function formField(world: World, container: Container, present: ReadonlySet<string>) {
  if (!container.ended || container.ended.exitCode === 0) return undefined;
  for (const log of world.logs(container)) {
    for (const [line, field = ''] of log.text.matchAll(
      /^(?:\S+Z )?\s*([A-Za-z_][A-Za-z0-9_]+)\r?\n(?:\S+Z )?\s+Field required[^\n]*/gm,
    )) {
      const name = field.toUpperCase();
      if (!present.has(name)) return { name, line, file: log.file };
    }
  }
  return undefined;
}

function usesSecret(container: Container, secret: string): boolean {
  const { env = [], envFrom = [] } = container.spec;
  return (
    env.some((variable) => variable.valueFrom?.secretKeyRef?.name === secret) ||
    envFrom.some((source) => source.secretRef?.name === secret)
  );
}

function databaseAuth(world: World, container: Container): Finding | undefined {
  const pattern =
    /password authentication failed for user "?([\w.-]+)"?|\b28P01\b|\b28000\b|Access denied for user '([^']+)'|no password supplied|client password must be a string|Authentication failed against database|NOAUTH|WRONGPASS/;
  const hit = findInLogs(world, container, pattern);
  if (!hit) return undefined;
  const user = hit.match[1] ?? hit.match[2];
  const claims = world.snapshot.objects.claims
    .filter((claim) => /data|db|postgres|pg|mysql/i.test(claim.metadata.name))
    .map((claim) => claim.metadata.name);
  const source = variablesOf(world, container).find((variable) =>
    /DATABASE_URL|PGPASSWORD|DB_PASS|POSTGRES_PASSWORD|_DSN$/.test(variable.name),
  );
  return {
    ...inContainer(container),
    title: `The database refuses user ${user ?? 'of the connection'}`,
    confidence: 'high',
    evidence: [quote(hit.line, hit.file)],
    remedy: `The password${source ? ` in ${source.name} (${source.from})` : ''} is not the one that the database was initialised with${claims.length > 0 ? `: claim ${claims.join(', ')} keeps the first one, so delete it in a test cluster, or` : ':'} set the right password, and restart pods after changing a Secret.`,
    reproduce: readLogs(world, container),
  };
}

function databaseMissing(world: World, container: Container): Finding | undefined {
  const pattern =
    /(database|relation|role|schema|table) "([^"]+)" does not exist|no such table: (\S+)|Unknown database '([^']+)'|The table `([^`]+)` does not exist|\b3D000\b|\b42P01\b/;
  const hit = findInLogs(world, container, pattern);
  if (!hit) return undefined;
  const kind = hit.match[1] ?? (hit.match[4] ? 'database' : 'table');
  const name = hit.match[2] ?? hit.match[3] ?? hit.match[4] ?? hit.match[5] ?? '';
  const isSchema = kind === 'relation' || kind === 'table';
  return {
    ...inContainer(container),
    title: `${isSchema ? 'Table' : capital(kind)} ${name} does not exist in the database`,
    confidence: 'high',
    evidence: [quote(hit.line, hit.file)],
    remedy: isSchema
      ? `The migrations that create ${name} have not run: run them before ${container.owner.name} starts, as a hook or an init container.`
      : `Create ${kind} ${name} in the database, or correct the name in DATABASE_URL.`,
    reproduce: readLogs(world, container),
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
