import type { Place } from '../../model/check.ts';
import type { UiAction } from '../../ports/browser.ts';
import type { Contract } from '../contract.ts';
import type { UiActionFields } from '../file/ui.ts';

type Ui = NonNullable<Contract['ui']>;

/** A page or a flow: what is done, with templates still in it, and what is expected on the way. */
export interface Flow {
  readonly id: string;
  readonly title: string;
  readonly writes: boolean;
  readonly place: Place;
  readonly actions: readonly UiAction[];
  /** Title of the page at the end. */
  readonly pageTitle?: string;
  readonly tolerate: readonly { readonly text: string; readonly reason: string }[];
  /** What it makes, and the step that takes it back. */
  readonly cleanup?: { readonly step: string; readonly mark: string };
}

/** A page is a flow of three actions. */
export function flowsOf({ pages = [], flows = [], place, places }: Ui): readonly Flow[] {
  return [
    ...pages.map(({ path, text, title }, at): Flow => {
      const see: readonly UiAction[] = text === undefined ? [] : [{ do: 'see', text }];
      return {
        id: `page.${path}`,
        title: `${path} in a real browser`,
        writes: false,
        place: places.pages[at] ?? place,
        actions: [{ do: 'open', path }, ...see, { do: 'look', name: fileName(path) }],
        ...(title !== undefined && { pageTitle: title }),
        tolerate: [],
      };
    }),
    ...flows.map(
      ({ id, title = `${id} in a real browser`, effect, actions, tolerate = [], cleanup }, at): Flow => ({
        id: `flow.${id}`,
        title,
        writes: effect !== 'none',
        place: places.flows[at] ?? place,
        actions: actions.map(actionOf),
        tolerate,
        ...(cleanup && { cleanup }),
      }),
    ),
  ];
}

function actionOf(fields: UiActionFields): UiAction {
  if ('open' in fields) return { do: 'open', path: fields.open };
  if ('fill' in fields) return { do: 'fill', label: fields.fill, value: fields.with, own: false };
  if ('press' in fields) return { do: 'press', role: fields.role ?? 'button', name: fields.press };
  if ('see' in fields) return { do: 'see', text: fields.see, role: fields.role };
  if ('gone' in fields) return { do: 'gone', text: fields.gone, role: fields.role };
  return { do: 'look', name: fields.look };
}

function fileName(path: string): string {
  return `page${path.replaceAll(/[^\w]+/g, '-').replace(/-$/, '') || '-root'}`;
}

/** The templates of one side filled in. */
export function filledIn(actions: readonly UiAction[], expand: (text: string) => string): readonly UiAction[] {
  return actions.map((action) => {
    switch (action.do) {
      case 'fill':
        return { ...action, value: expand(action.value), own: expand(action.value) !== action.value };
      case 'press':
        return { ...action, name: expand(action.name) };
      case 'see':
      case 'gone':
        return { ...action, text: expand(action.text) };
      case 'open':
        return { ...action, path: expand(action.path) };
      default:
        return action;
    }
  });
}

/** `press button “Log in”`; what was typed is not repeated. */
export function actionText(action: UiAction): string {
  switch (action.do) {
    case 'open':
      return `open ${action.path}`;
    case 'fill':
      return `fill “${action.label}”`;
    case 'press':
      return `press ${action.role} “${action.name}”`;
    case 'look':
      return `look “${action.name}”`;
    default:
      return `${action.do} ${action.role ?? 'text'} “${action.text}”`;
  }
}
