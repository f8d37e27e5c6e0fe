// What the page can do beyond being read. Without it everything but the log viewer is there.
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

/** A link into a closed part opens it. */
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
