// The log viewer: only the rows in sight exist, so that ten megabytes scroll like ten lines.
const rowHeight = 20;
const mostRows = 700_000;

function startViewer(root) {
  const part = (name) => root.querySelector(`[data-log="${name}"]`);
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
    rows.style.transform = `translateY(${first * rowHeight}px)`;
    rows.replaceChildren(...Array.from(shown.subarray(first, last), (line) => rowOf(line)));
  };

  const rowOf = (line) => {
    const row = element('div', `row ${levelNames[book.levels[line]]}${line === current ? ' current' : ''}`);
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
    const text = line.length > 4000 ? `${line.slice(0, 4000)}… (${line.length - 4000} more characters in the file)` : line;
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
    part('size').style.height = `${shown.length * rowHeight}px`;
    const all = now.file < 0 ? book.lines.length : book.starts[now.file + 1] - book.starts[now.file];
    part('status').textContent = shown.length === all ? `${number(all)} lines` : `${number(shown.length)} of ${number(all)} lines`;
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
  part('copy').addEventListener('click', (event) => copy(Array.from(shown, (line) => book.lines[line]).join('\n'), event.target));
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
