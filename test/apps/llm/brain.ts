import { asJson, asList, asText, type Conversation, type Json, type Reply, type Turn } from './conversation.ts';

type Intent =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'add'; readonly title: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'act'; readonly tool: ActTool; readonly title: string; readonly newTitle?: string };
type ActTool = 'complete_task' | 'delete_task' | 'update_task';
type Rule = readonly [pattern: RegExp, intent: (groups: readonly string[]) => Intent];

const TASK = String.raw`(?:(?:an?|the|my|new|another)\s+)*(?:task\b)?\s*(?:to\s+|called\s+|named\s+|:\s*)?`;

/** First match decides. */
const RULES: readonly Rule[] = [
  [/fail with status (\d{3})/i, ([status]) => ({ kind: 'fail', status: Number(status) })],
  [/reply with the single word (\w+)/i, ([word]) => ({ kind: 'say', text: word ?? '' })],
  [
    new RegExp(String.raw`\b(?:rename|change|update)\s+${TASK}(.+?)\s+to\s+(.+)`, 'i'),
    ([title, newTitle]) => ({ kind: 'act', tool: 'update_task', title: clean(title), newTitle: clean(newTitle) }),
  ],
  [new RegExp(String.raw`\b(?:delete|remove)\s+${TASK}(.+)`, 'i'), ([title]) => act('delete_task', title)],
  [
    new RegExp(String.raw`\b(?:complete|finish|mark)\s+${TASK}(.+?)(?:\s+as\s+(?:done|completed?))?[.!]?$`, 'i'),
    ([title]) => act('complete_task', title),
  ],
  [new RegExp(String.raw`\b(?:add|create)\s+${TASK}(.+)`, 'i'), ([title]) => ({ kind: 'add', title: clean(title) })],
  [/\b(?:list|show|what)\b/i, () => ({ kind: 'list' })],
];

/** The next step towards what the last user message asks for. The same conversation always gets the same reply. */
export function decide({ turns, tools }: Conversation): Reply {
  const last = turns.findLastIndex((turn) => turn.role === 'user');
  const intent = understand(turns[last]?.text ?? '');
  if (intent.kind === 'say') return { kind: 'text', text: intent.text };
  if (intent.kind === 'fail') return { kind: 'failure', status: intent.status };
  const reply = step(intent, turns.slice(last + 1).filter(isToolTurn));
  return reply.kind === 'call' && !tools.includes(reply.name)
    ? { kind: 'text', text: `I was not given the tool ${reply.name}.` }
    : reply;
}

function understand(message: string): Intent {
  for (const [pattern, intent] of RULES) {
    const groups = pattern.exec(message)?.slice(1);
    if (groups) return intent(groups);
  }
  return { kind: 'say', text: 'I can add, list, update, complete and delete tasks.' };
}

type Doing = Exclude<Intent, { kind: 'say' | 'fail' }>;
type ToolTurn = Extract<Turn, { role: 'tool' }>;
const isToolTurn = (turn: Turn): turn is ToolTurn => turn.role === 'tool';

function step(intent: Doing, results: readonly ToolTurn[]): Reply {
  const latest = results.at(-1);
  if (intent.kind === 'add')
    return latest ? text(`Added "${intent.title}".`) : call('add_task', { title: intent.title });
  if (!latest) return call('list_tasks', {});
  const tasks = tasksIn(latest.text);
  if (intent.kind === 'list') return text(describe(tasks));
  if (latest.name !== 'list_tasks') return text(`${DONE[intent.tool]} "${intent.title}".`);
  const wanted = tasks.find((task) => asText(task.title).toLowerCase().includes(intent.title.toLowerCase()));
  if (!wanted) return text(`There is no task called "${intent.title}".`);
  return call(intent.tool, { task_id: wanted.id, ...(intent.newTitle && { title: intent.newTitle }) });
}

const DONE: Readonly<Record<ActTool, string>> = {
  complete_task: 'Completed',
  delete_task: 'Deleted',
  update_task: 'Updated',
};

function describe(tasks: readonly Json[]): string {
  if (tasks.length === 0) return 'You have no tasks.';
  const line = (task: Json) => `${asText(task.title)}${task.completed === true ? ' (completed)' : ''}`;
  return `You have ${tasks.length === 1 ? 'one task' : `${tasks.length} tasks`}: ${tasks.map(line).join(', ')}.`;
}

/** A tool's result arrives as JSON, sometimes wrapped in a text part or two. */
function tasksIn(source: unknown): readonly Json[] {
  if (typeof source === 'string') return source.trim() === '' ? [] : tasksIn(parse(source));
  if (Array.isArray(source)) return source.flatMap(tasksIn);
  const value = asJson(source);
  return Array.isArray(value.tasks) ? asList(value.tasks) : tasksIn(asText(value.text));
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined; // An error message of the tool: it contains no tasks.
  }
}

const act = (tool: ActTool, title: string | undefined): Intent => ({ kind: 'act', tool, title: clean(title) });
const text = (value: string): Reply => ({ kind: 'text', text: value });
const call = (name: string, args: Json): Reply => ({ kind: 'call', name, arguments: args });

function clean(title = ''): string {
  return title
    .replace(/\s+(?:to|from|on)\s+(?:my|the)\s+(?:\w+\s+)?list\b.*$/i, '')
    .replace(/^["'“‘\s]+|["'”’.!?\s]+$/g, '');
}
