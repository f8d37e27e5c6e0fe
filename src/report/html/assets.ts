// Made from client/ by scripts/report.ts; edit there.
export const pageCss = `:root {
color-scheme: light;
--page: #f5f6f8;
--paper: #ffffff;
--sunk: #eef0f3;
--ink: #1a1f27;
--soft: #566070;
--line: #d9dde4;
--link: #1f4fbf;
--good: #12703a;
--good-paper: #e7f5ec;
--bad: #b4231a;
--bad-paper: #fdeceb;
--warn: #7d5200;
--warn-paper: #fdf3dc;
--quiet: #566070;
--bar: #9db0d8;
--bar-solid: #2f5bc4;
--mark: #ffe27a;
--mark-ink: #2b2300;
--mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; --page: #0e1116; --paper: #161b22; --sunk: #1f252e; --ink: #e7ebf1; --soft: #a2adbb; --line: #303844; --link: #8db5ff; --good: #6fd492; --good-paper: #143020; --bad: #ff8f86; --bad-paper: #3a1a19; --warn: #f0c264; --warn-paper: #33290f; --quiet: #a2adbb; --bar: #3c4d74; --bar-solid: #7ea3f5; --mark: #7a6212; --mark-ink: #fff6d6; } }
:root[data-theme="dark"] { color-scheme: dark; --page: #0e1116; --paper: #161b22; --sunk: #1f252e; --ink: #e7ebf1; --soft: #a2adbb; --line: #303844; --link: #8db5ff; --good: #6fd492; --good-paper: #143020; --bad: #ff8f86; --bad-paper: #3a1a19; --warn: #f0c264; --warn-paper: #33290f; --quiet: #a2adbb; --bar: #3c4d74; --bar-solid: #7ea3f5; --mark: #7a6212; --mark-ink: #fff6d6; }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
main, .top { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
main { padding-bottom: 64px; outline: none; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .35em 0 .3em; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .6em; }
h3 { font-size: 1rem; margin: 1em 0 .4em; }
p { margin: .4em 0; }
a { color: var(--link); }
code, pre { font-family: var(--mono); font-size: .875em; }
code { background: var(--sunk); border-radius: 4px; padding: .1em .3em; }
pre { margin: 0; white-space: pre-wrap; }
pre code, .view code { background: none; padding: 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; top: 8px; background: var(--paper); padding: 8px 16px; z-index: 1; }
.skip:focus { left: 8px; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .25em .8em; cursor: pointer; white-space: nowrap; }
button:hover { border-color: var(--soft); }
.quiet, .gone, .time, .kicker, .kind, .note, cite { color: var(--soft); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.top { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: center; padding-top: 14px; padding-bottom: 14px; font-size: .875rem; color: var(--soft); }
.top .brand { font-weight: 700; color: var(--ink); }
.top nav { flex: 1 1 0; min-width: 0; display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 4px 14px; }
.badge { display: inline-block; font-size: .8rem; font-weight: 650; line-height: 1.6; border-radius: 999px; padding: 0 .75em; background: var(--sunk); color: var(--quiet); white-space: nowrap; }
.badge .mark { color: inherit; }
.badge.good { background: var(--good-paper); color: var(--good); }
.badge.bad { background: var(--bad-paper); color: var(--bad); }
.badge.warn { background: var(--warn-paper); color: var(--warn); }
.hero, .cause, section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 22px 26px; margin: 0 0 18px; }
.hero { border-left: 8px solid var(--quiet); }
.hero.good { border-left-color: var(--good); }
.hero.bad { border-left-color: var(--bad); }
.hero.warn { border-left-color: var(--warn); }
.hero, .cause { color: var(--ink); }
.kicker { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin: 0; font-size: .875rem; }
.reason { font-size: 1.1rem; }
.rollback { font-weight: 600; }
.cause { border-left: 8px solid var(--bad); }
.cause.warn { border-left-color: var(--warn); }
.cause h2 { font-size: 1.45rem; margin: .3em 0 .2em; }
.cause .object { margin-top: 0; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 32px; }
.columns > * { min-width: 0; }
.remedy { font-weight: 550; }
blockquote { margin: 0 0 10px; border-left: 4px solid var(--bad); background: var(--sunk); border-radius: 0 6px 6px 0; padding: 8px 12px; }
.warn blockquote { border-left-color: var(--warn); }
blockquote pre { max-height: 16em; overflow: auto; }
cite { display: block; font-size: .8rem; font-style: normal; margin-top: 4px; }
.command { display: flex; gap: 8px; align-items: flex-start; background: var(--sunk); border-radius: 6px; padding: 8px 8px 8px 12px; margin: 6px 0; }
.command pre { flex: 1; min-width: 0; max-height: 12em; overflow: auto; }
.command pre::before { content: "$ "; color: var(--soft); }
.gone { margin: 0 0 18px; padding: 0 4px; font-size: .9rem; }
.place { font-family: var(--mono); font-size: .875em; }
.notes { list-style: none; padding: 0; margin: 0 0 18px; }
.notes li { border-radius: 8px; padding: 8px 16px; margin-bottom: 8px; background: var(--warn-paper); color: var(--warn); }
.notes li.bad { background: var(--bad-paper); color: var(--bad); }
.notes code { background: none; padding: 0; }
.strip ol { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 8px; list-style: none; padding: 0; margin: 0 0 18px; }
.strip li { border-top: 5px solid var(--line); border-radius: 5px; }
.strip li.good { border-color: var(--good); }
.strip li.bad { border-color: var(--bad); }
.strip li.warn { border-color: var(--warn); }
.strip a { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; color: var(--ink); text-decoration: none; padding: 8px 4px; font-size: .9rem; line-height: 1.3; }
.strip .mark { font-weight: 700; }
.strip .title { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; }
.strip a:hover .title { text-decoration-color: currentcolor; }
.strip .time { grid-column: 2; font-size: .8rem; }
details > summary { cursor: pointer; padding: 6px 0; }
.checkpoint { border-top: 1px solid var(--line); padding: 4px 0; }
.checkpoint .name { font-weight: 650; }
.checks { list-style: none; margin: 0; padding: 0 0 8px; }
.checks > li { display: flex; gap: 10px; padding: 8px 12px; border-radius: 8px; color: var(--ink); }
.checks > li.bad { background: var(--bad-paper); }
.checks > li.warn { background: var(--warn-paper); }
.checks > li > div { flex: 1; min-width: 0; }
.checks .mark { font-weight: 700; flex: none; width: 1em; text-align: center; }
.check-title { margin: 0; display: flex; flex-wrap: wrap; gap: 0 10px; }
.check-title .time { margin-left: auto; font-size: .85rem; }
.detail { white-space: pre-wrap; color: var(--ink); font-size: .95rem; }
.detail.mono { font-family: var(--mono); font-size: .8rem; }
.checks > li.good, .checks > li.quiet { padding-top: 3px; padding-bottom: 3px; }
.checks > li.good > div, .checks > li.quiet > div { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; }
.checks > li.good .check-title, .checks > li.quiet .check-title { display: contents; }
.checks > li.good .time, .checks > li.quiet .time { order: 3; }
.checks > li.good .detail, .checks > li.quiet .detail { margin: 0; color: var(--soft); font-size: .9rem; }
.checks > li.good .files { order: 4; margin: 0; }
.detail.long { max-height: 24em; overflow: auto; font-size: .85rem; }
.files { font-size: .85rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px 6px 0; }
.differences { table-layout: fixed; min-width: 560px; margin: 8px 0; }
.differences thead th { font-size: .8rem; color: var(--soft); border-bottom: 1px solid var(--line); }
.differences tbody tr { border-bottom: 1px solid var(--line); }
.differences th[scope="row"] { font-weight: 400; }
.differences .kind, .differences .note { display: block; font-size: .8rem; }
.differences td code { background: none; padding: 0; white-space: pre-wrap; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 2px; }
.comparison { border-top: 1px solid var(--line); padding-top: 2px; margin-top: 14px; }
.matrix { font-size: .9rem; }
.matrix th, .matrix td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); }
.matrix thead th { font-size: .8rem; color: var(--soft); vertical-align: bottom; }
.matrix th { overflow-wrap: normal; }
.matrix .time { white-space: nowrap; }
.matrix .mark { font-weight: 700; }
.run > h2 { margin-top: 26px; }
.path { margin: 0 0 18px; }
figcaption { font-size: .875rem; color: var(--soft); margin-bottom: 6px; }
.path rect { fill: var(--bar-solid); }
.path rect.odd { fill-opacity: .78; }
.path rect.bad { fill: var(--bad); }
.path rect.warn { fill: var(--warn); }
.path rect.quiet { fill: var(--quiet); }
.path text { fill: var(--paper); font-size: 13px; font-weight: 700; }
.path ol { columns: 3; column-gap: 28px; margin: 8px 0 0; padding-left: 1.5em; font-size: .875rem; }
.path li { break-inside: avoid; }
.gantt caption { text-align: left; font-size: .875rem; color: var(--soft); padding-bottom: 4px; }
.gantt thead { font-size: .8rem; color: var(--soft); }
.gantt th, .gantt td { padding: 2px 12px 2px 0; font-weight: 400; font-size: .9rem; line-height: 1.4; }
.gantt th:first-child { width: 30%; }
.gantt .time { width: 6em; text-align: right; padding-right: 0; white-space: nowrap; }
.gantt .checkpoint { border: 0; }
.gantt .checkpoint th { color: var(--soft); padding-left: 1.2em; }
.gantt svg { display: block; background: var(--sunk); border-radius: 3px; margin-top: 3px; }
.gantt rect { fill: var(--bar); }
.gantt rect.solid { fill: var(--bar-solid); }
.gantt .checkpoint rect { fill: var(--good); }
.gantt rect.bad, .gantt .checkpoint rect.bad { fill: var(--bad); }
.gantt rect.warn, .gantt .checkpoint rect.warn { fill: var(--warn); }
.gantt rect.quiet { fill: var(--quiet); }
.diff { background: var(--sunk); border-radius: 6px; padding: 10px 12px; overflow: auto; max-height: 30em; white-space: pre; }
.diff .add { color: var(--good); }
.diff .del { color: var(--bad); }
.diff .hunk { color: var(--link); font-weight: 650; }
.shots { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 18px; }
.shots figure { margin: 0; }
.shots img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
.fault { border-top: 1px solid var(--line); padding: 4px 0; }
.evidence { list-style: none; padding: 0; }
.evidence li { border-top: 1px solid var(--line); padding: 8px 0; font-size: .9rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 10px 28px; margin: 0; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; font-family: var(--mono); font-size: .875rem; }
.viewer { display: none; }
.live .viewer { display: block; }
.live .fallback { display: none; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; font-size: .875rem; margin-bottom: 10px; }
.tools select, .tools input[type="search"] { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 6px; padding: .3em .5em; max-width: 100%; }
.tools select { max-width: 22rem; }
.tools .query { flex: 1 1 16rem; display: flex; gap: .5em; align-items: center; }
.tools .query input { flex: 1; min-width: 0; }
.tools fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 4px 12px; }
.view { height: min(66vh, 640px); overflow: auto; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; contain: strict; }
.row { display: flex; height: 20px; line-height: 20px; font-size: 13px; white-space: pre; width: max-content; min-width: 100%; }
.row .number { flex: none; width: 6.5em; border: 0; border-radius: 0; background: none; color: var(--soft); font: 12px/20px var(--mono); text-align: right; padding: 0 1em 0 0; }
.row .number:hover { color: var(--link); text-decoration: underline; }
.row .source { flex: none; width: 18em; overflow: hidden; text-overflow: ellipsis; color: var(--soft); padding-right: 1em; }
.row code { font-size: 13px; padding-right: 1em; }
.row.error code { color: var(--bad); }
.row.warning code { color: var(--warn); }
.row.debug code { color: var(--soft); }
.row.current { background: var(--mark); }
.row.current code, .row.current .number { color: var(--mark-ink); }
@media (max-width: 720px) {
main, .top { padding-left: 12px; padding-right: 12px; }
.hero, .cause, section { padding: 16px 14px; border-radius: 10px; }
h1 { font-size: 1.45rem; }
.cause h2 { font-size: 1.2rem; }
.columns { grid-template-columns: minmax(0, 1fr); }
.top nav { flex-basis: 100%; flex-wrap: nowrap; justify-content: flex-start; overflow-x: auto; white-space: nowrap; order: 3; }
.top button { margin-left: auto; }
.strip ol { grid-auto-flow: row; gap: 0; }
.strip li { border-top: 0; border-left: 5px solid var(--line); border-radius: 0; }
.strip a { grid-template-columns: auto 1fr auto; padding: 9px 8px; }
.strip .time { grid-column: auto; }
.path ol { columns: 1; }
.gantt th:first-child { width: 42%; }
.gantt .time { width: 5em; }
.gantt .checkpoint th { padding-left: 0; }
.check-title .time { margin-left: 0; }
.tools select, .tools label:first-child { width: 100%; max-width: none; }
.row .source { width: 9em; }
.row .number { width: 4.5em; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
body, .hero, .cause, section { background: #fff; }
.top button, .top nav, .skip, .copy, #logs { display: none; }
.hero, .cause, section { break-inside: auto; border-color: #bbb; }
.checks > li, blockquote, figure, .differences tr { break-inside: avoid; }
.detail, blockquote pre, .command pre, .diff { max-height: none; white-space: pre-wrap; }
}`;
export const pageJs = `(() => {
'use strict';
const levelNames = ['error', 'warning', 'info', 'debug']         ;
function bookOf(files                    )       {
const lines           = [];
const starts           = [];
for (const file of files) {
starts.push(lines.length);
const own = file.text.split('\\n');
if (own.at(-1) === '') own.pop();
for (const line of own) lines.push(line);
}
starts.push(lines.length);
return { files, lines, starts, levels: Uint8Array.from(lines, levelOf) };
}
function levelOf(line        )         {
const head = line.slice(0, 240);
if (
/\\b(error|err|fatal|panic|crit(ical)?|alert|emerg(ency)?|traceback|\\w*exception|\\w+error|failed|refused)\\b|✗|➜/i.test(
head,
)
)
return 0;
if (/\\b(warn(ing)?|backoff)\\b/i.test(head)) return 1;
return /\\b(debug|trace|verbose)\\b/i.test(head) ? 3 : 2;
}
function matcher(query        )                     {
if (query === '') return undefined;
const pattern = /^\\/(.+)\\/$/.exec(query)?.[1];
try {
return new RegExp(pattern ?? literal(query), 'gi');
} catch {
return new RegExp(literal(query), 'gi');
}
}
function select(book      , wanted        )              {
const from = wanted.file < 0 ? 0 : (book.starts[wanted.file] ?? 0);
const to = wanted.file < 0 ? book.lines.length : (book.starts[wanted.file + 1] ?? 0);
const pattern = matcher(wanted.query);
const found = new Uint32Array(to - from);
let count = 0;
for (let index = from; index < to; index++) {
if (!wanted.levels[book.levels[index] ?? 2]) continue;
if (pattern !== undefined) {
pattern.lastIndex = 0;
if (!pattern.test(book.lines[index] ?? '')) continue;
}
found[count++] = index;
}
return found.subarray(0, count);
}
function fileOf(book      , line        )         {
let low = 0;
let high = book.files.length - 1;
while (low < high) {
const middle = (low + high + 1) >> 1;
if ((book.starts[middle] ?? 0) <= line) low = middle;
else high = middle - 1;
}
return low;
}
function find(book      , file        , quote        )         {
const from = book.starts[file] ?? 0;
const own = book.lines.slice(from, book.starts[file + 1]);
const exact = quote.trim() === '' ? -1 : own.findIndex((line) => line.includes(quote.trim()));
if (exact >= 0) return from + exact;
const words = [...new Set(quote.split(/\\s+/))].filter((word) => word.length > 2);
let best = 0;
let most = 0;
for (const [index, line] of own.entries()) {
const shared = words.reduce((sum, word) => sum + (line.includes(word) ? word.length : 0), 0);
if (shared > most) [best, most] = [index, shared];
}
return from + best;
}
function sight(
view                                                   ,
rows        ,
row        ,
)                   {
const first = Math.max(0, Math.min(rows, Math.floor(view.top / row)) - 20);
return [first, Math.min(rows, first + Math.ceil(view.height / row) + 40)];
}
function literal(text        )         {
return text.replace(/[.*+?^\${}()|[\\]\\\\]/g, '\\\\$&');
}
const rowHeight = 20;
const mostRows = 700_000;
function startViewer(root) {
const part = (name) => root.querySelector(\`[data-log="\${name}"]\`);
const view = part('view');
const rows = part('rows');
const blocks = [...document.querySelectorAll('script[type="application/json"]')];
const book = bookOf(blocks.map((block) => JSON.parse(block.textContent)));
let shown = new Uint32Array(0);
let pattern;
let current = -1;
const wanted = () => ({
file: Number(part('file').value),
query: part('query').value,
levels: levelNames.map((level) => part(level).checked),
});
const draw = () => {
const [first, last] = sight({ top: view.scrollTop, height: view.clientHeight }, shown.length, rowHeight);
rows.style.transform = \`translateY(\${first * rowHeight}px)\`;
rows.replaceChildren(...Array.from(shown.subarray(first, last), (line) => rowOf(line)));
};
const rowOf = (line) => {
const row = element('div', \`row \${levelNames[book.levels[line]]}\${line === current ? ' current' : ''}\`);
const file = fileOf(book, line);
const number = element('button', 'number', String(line - book.starts[file] + 1));
number.type = 'button';
number.tabIndex = -1;
number.title = 'Show this line among its neighbours';
number.addEventListener('click', () => open(file, line));
row.append(number);
if (Number(part('file').value) < 0) row.append(element('span', 'source', book.files[file].name));
row.append(marked(book.lines[line]));
return row;
};
const marked = (line) => {
const text = line.length > 4000 ? \`\${line.slice(0, 4000)}… (\${line.length - 4000} more characters in the file)\` : line;
const code = element('code', '');
let end = 0;
for (const match of pattern === undefined ? [] : text.matchAll(pattern)) {
if (match[0] === '') break;
code.append(text.slice(end, match.index), element('mark', '', match[0]));
end = match.index + match[0].length;
}
code.append(text.slice(end));
return code;
};
const refresh = () => {
const now = wanted();
pattern = matcher(now.query);
shown = select(book, now).subarray(0, mostRows);
part('size').style.height = \`\${shown.length * rowHeight}px\`;
const all = now.file < 0 ? book.lines.length : book.starts[now.file + 1] - book.starts[now.file];
part('status').textContent = shown.length === all ? \`\${number(all)} lines\` : \`\${number(shown.length)} of \${number(all)} lines\`;
draw();
};
const open = (file, line) => {
part('file').value = String(file);
part('query').value = '';
for (const level of levelNames) part(level).checked = true;
current = line;
refresh();
view.scrollTop = Math.max(0, (line - book.starts[file]) * rowHeight - view.clientHeight / 3);
draw();
};
const later = debounce(() => {
view.scrollTop = 0;
refresh();
}, 100);
part('query').addEventListener('input', later);
for (const name of ['file', ...levelNames]) part(name).addEventListener('change', later);
part('copy').addEventListener('click', (event) => copy(Array.from(shown, (line) => book.lines[line]).join('\\n'), event.target));
let frame = 0;
view.addEventListener('scroll', () => {
cancelAnimationFrame(frame);
frame = requestAnimationFrame(draw);
});
new ResizeObserver(draw).observe(view);
refresh();
return {
open(name, quote) {
const file = book.files.findIndex((one) => one.name === name);
if (file < 0) return false;
open(file, find(book, file, quote));
root.scrollIntoView({ block: 'start' });
view.focus({ preventScroll: true });
return true;
},
search() {
part('query').focus();
},
};
}
function number(value) {
return value.toLocaleString('en');
}
function element(name, className, text) {
const made = document.createElement(name);
if (className !== '') made.className = className;
if (text !== undefined) made.textContent = text;
return made;
}
function debounce(act, ms) {
let timer = 0;
return () => {
clearTimeout(timer);
timer = setTimeout(act, ms);
};
}
async function copy(text, button) {
const before = button.textContent;
try {
await navigator.clipboard.writeText(text);
button.textContent = 'Copied';
} catch {
button.textContent = 'Copying is not allowed here';
}
setTimeout(() => {
button.textContent = before;
}, 1500);
}
function addCopyButtons() {
for (const box of document.querySelectorAll('[data-copy]')) {
const button = element('button', 'copy', 'Copy');
button.type = 'button';
button.addEventListener('click', () => copy(box.querySelector('pre').textContent, button));
box.append(button);
}
}
function addThemeButton() {
const root = document.documentElement;
const button = document.querySelector('[data-theme-button]');
const dark = () => getComputedStyle(root).colorScheme === 'dark';
const show = () => {
button.textContent = dark() ? 'Light' : 'Dark';
};
button.hidden = false;
button.addEventListener('click', () => {
root.dataset.theme = dark() ? 'light' : 'dark';
show();
});
show();
}
function revealTarget() {
const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (!target) return;
for (let box = target; box; box = box.parentElement) if (box.tagName === 'DETAILS') box.open = true;
target.scrollIntoView();
}
function openBeforePrinting() {
let opened = [];
addEventListener('beforeprint', () => {
opened = [...document.querySelectorAll('details:not([open])')];
for (const box of opened) box.open = true;
});
addEventListener('afterprint', () => {
for (const box of opened) box.open = false;
});
}
addThemeButton();
addCopyButtons();
openBeforePrinting();
addEventListener('hashchange', revealTarget);
revealTarget();
const logs = document.getElementById('logs');
if (logs !== null) {
logs.classList.add('live');
const viewer = startViewer(logs);
document.addEventListener('click', (event) => {
const link = event.target instanceof Element ? event.target.closest('a[data-file]') : null;
if (link !== null && viewer.open(link.dataset.file, link.dataset.find)) event.preventDefault();
});
document.addEventListener('keydown', (event) => {
if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) return;
event.preventDefault();
viewer.search();
});
}
})();`;
