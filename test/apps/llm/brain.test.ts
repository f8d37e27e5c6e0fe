import { describe, expect, test } from '@jest/globals';
import { decide } from './brain.ts';
import type { Turn } from './conversation.ts';

const TOOLS = ['add_task', 'list_tasks', 'update_task', 'complete_task', 'delete_task'];
const ask = (text: string, ...results: readonly Turn[]) =>
  decide({ model: 'm', tools: TOOLS, turns: [{ role: 'user', text }, ...results] });
const result = (name: string, text: string): Turn => ({ role: 'tool', name, text });
const LIST = JSON.stringify({ tasks: [{ id: '7', title: 'Buy milk', completed: true }] });

describe('what the stand-in understands', () => {
  test.each([
    ['Add a task to buy milk', 'buy milk'],
    ['add task to buy milk', 'buy milk'],
    ['Please add "buy milk" to my list.', 'buy milk'],
    ['Create a new task called buy milk!', 'buy milk'],
  ])('%s', (message, title) => {
    expect(ask(message)).toEqual({ kind: 'call', name: 'add_task', arguments: { title } });
  });

  test.each([
    ['Complete buy milk', 'complete_task', {}],
    ['Mark buy milk as done.', 'complete_task', {}],
    ['Delete the task buy milk', 'delete_task', {}],
    ['Rename buy milk to buy bread', 'update_task', { title: 'buy bread' }],
  ])('%s looks the task up, then acts on its id', (message, name, more) => {
    expect(ask(message)).toMatchObject({ kind: 'call', name: 'list_tasks' });
    expect(ask(message, result('list_tasks', LIST))).toEqual({
      kind: 'call',
      name,
      arguments: { task_id: '7', ...more },
    });
    expect(ask(message, result('list_tasks', LIST), result(name, '{}'))).toMatchObject({ kind: 'text' });
  });

  test('a result may be wrapped in text parts', () => {
    const wrapped = JSON.stringify([{ type: 'text', text: LIST }]);
    expect(ask('List', result('list_tasks', wrapped))).toEqual({
      kind: 'text',
      text: 'You have one task: Buy milk (completed).',
    });
  });

  test('a task that is not there, and a tool that was not offered', () => {
    expect(ask('Delete bread', result('list_tasks', LIST))).toEqual({
      kind: 'text',
      text: 'There is no task called "bread".',
    });
    expect(decide({ model: 'm', tools: [], turns: [{ role: 'user', text: 'Add bread' }] })).toEqual({
      kind: 'text',
      text: 'I was not given the tool add_task.',
    });
  });

  test('only the last message of the user counts', () => {
    const turns: readonly Turn[] = [
      { role: 'user', text: 'Add bread' },
      result('add_task', '{}'),
      { role: 'assistant', text: 'Added.' },
      { role: 'user', text: 'Reply with the single word PONG' },
    ];
    expect(decide({ model: 'm', tools: TOOLS, turns })).toEqual({ kind: 'text', text: 'PONG' });
  });
});
