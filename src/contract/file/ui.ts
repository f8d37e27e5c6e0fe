import * as v from 'valibot';
import { about, duration, name, optional } from './fields.ts';

const path = v.pipe(v.string(), v.startsWith('/', 'a path starts with “/”'));
const roles = ['button', 'link', 'checkbox', 'heading', 'textbox', 'listitem', 'alert', 'tab', 'menuitem'] as const;
const role = optional(v.picklist(roles), 'role by which a screen reader finds it');

const actionSchema = v.union(
  [
    v.strictObject({ open: about(path, 'opens a page') }),
    v.strictObject({
      fill: about(v.string(), 'label of a field'),
      with: about(v.string(), 'text, {{templates}} allowed'),
    }),
    v.strictObject({ press: about(v.string(), 'accessible name of a button, or of another role'), role }),
    v.strictObject({ see: about(v.string(), 'text, or name with role, that must become visible'), role }),
    v.strictObject({ gone: about(v.string(), 'text, or name with role, that must not be visible any more'), role }),
    v.strictObject({ look: about(name, 'compares the page at this moment; the name of its pictures') }),
  ],
  'an action is one of open, fill + with, press, see, gone, look',
);

const toleratedSchema = v.strictObject({
  text: about(v.string(), 'part of the error'),
  reason: about(v.pipe(v.string(), v.trim(), v.minLength(3)), 'why it is right'),
});

const pageSchema = v.strictObject({
  path: v.string(),
  text: optional(v.string(), 'text that must be visible'),
  title: optional(v.string(), 'title of the page'),
});

const flowSchema = v.strictObject({
  id: name,
  title: optional(v.string(), 'a name for people'),
  effect: optional(v.picklist(['none', 'write']), 'write (default): not done on a reference that is only read'),
  actions: v.pipe(v.array(actionSchema), v.minLength(1, 'a flow has at least one action')),
  tolerate: optional(v.array(toleratedSchema), 'errors that belong to this flow, such as a refused login'),
  cleanup: optional(
    v.strictObject({
      step: about(name, 'the step whose cleanup takes it back, and whose sweep lists what there is'),
      mark: about(
        v.string(),
        'what this run calls the things that it types in; they begin with this and with {{run.id}} in it',
      ),
    }),
    'what the flow makes is looked for and taken back, also when the flow breaks off or the run is killed',
  ),
});

const weight = v.picklist(['fail', 'warn', 'off']);

export const uiSchema = v.strictObject({
  pages: optional(v.array(pageSchema), 'pages that must load without errors and look like the reference'),
  flows: optional(v.array(flowSchema), 'what a person does, step by step'),
  allow: optional(
    v.array(v.pipe(v.string(), v.regex(/^[A-Z]+ \/\S*$/, 'a request is written METHOD /path'))),
    'METHOD /path that pages may send to a reference which is only read, such as the login',
  ),
  mask: optional(v.array(v.string()), 'CSS selectors of what is painted over before pictures are compared'),
  compare: optional(
    v.strictObject({
      aria: optional(weight, 'what a screen reader finds; default fail'),
      dom: optional(weight, 'elements and attributes; default warn'),
      pixels: optional(weight, 'pictures; default fail'),
      most: optional(
        v.pipe(v.string(), v.regex(/^\d+(\.\d+)?%$/, 'a share is written 0.1%')),
        'share of points that may differ; default 0%',
      ),
    }),
    'how much differences from the reference weigh',
  ),
  timeout: optional(duration, 'limit for one action; default 15s'),
});

export type UiFields = v.InferOutput<typeof uiSchema>;
export type UiActionFields = v.InferOutput<typeof actionSchema>;
