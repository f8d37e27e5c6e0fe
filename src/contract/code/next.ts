import type { SourceFile } from './fastapi.ts';
import type { CodeRoute } from './routers.ts';
import { lineOf, withoutComments } from './scan.ts';

const script = '[cm]?[jt]sx?';
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The routes of one file of Next.js: the path is where it lies, the methods are what it exports. */
export function readNext({ file, text: source }: SourceFile): readonly CodeRoute[] {
  const [, app] = new RegExp(`(?:^|/)app/((?:.*/)?)route\\.${script}$`).exec(file) ?? [];
  if (app !== undefined) {
    const text = withoutComments(source, 'script');
    return verbs.flatMap((method) => {
      const at = exportOf(text, method);
      return at === undefined ? [] : [route(method, app, `${file}:${lineOf(text, at)}`)];
    });
  }
  const [, pages] = new RegExp(`(?:^|/)pages/(api(?:/.*)?)\\.${script}$`).exec(file) ?? [];
  return pages === undefined ? [] : [route('ANY', pages.replace(/\/index$/, ''), `${file}:1`)];
}

function exportOf(text: string, method: string): number | undefined {
  const forms = [
    new RegExp(`\\bexport\\s+(?:async\\s+)?function\\s+${method}\\b`),
    new RegExp(`\\bexport\\s+const\\s+${method}\\b`),
    new RegExp(`\\bexport\\s+(?:const\\s+)?\\{[^}]*\\b${method}\\b\\s*[,}]`),
  ];
  return forms.map((form) => form.exec(text)?.index).find((at) => at !== undefined);
}

function route(method: string, folders: string, place: string): CodeRoute {
  const parts = folders
    .split('/')
    .filter((part) => part !== '' && !/^\(.*\)$|^@/.test(part))
    .map((part) => (/^\[{1,2}\.\.\./.test(part) ? '{*}' : part.replace(/^\[.*\]$/, '{}')));
  return { method, path: `/${parts.join('/')}`, open: false, hidden: false, place };
}
