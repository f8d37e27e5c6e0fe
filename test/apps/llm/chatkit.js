/**
 * Stands in for OpenAI's ChatKit element: the same name, options, events and protocol, as far as a text chat needs them.
 * Loaded by a page instead of the script of the official network of servers.
 */
const STYLE = `
  :host { display: block; font: inherit; }
  div { display: flex; flex-direction: column; gap: 0.5rem; height: 100%; }
  ol { flex: 1; margin: 0; padding: 0; overflow-y: auto; list-style: none; }
  li { margin-bottom: 0.5rem; padding: 0.5rem 0.65rem; border-radius: 0.4rem; background: #f2f4f8; }
  li.problem { color: #a3241b; }
  form { display: flex; gap: 0.5rem; }
  input { flex: 1; min-width: 0; padding: 0.5rem; border: 1px solid #8a93a3; border-radius: 0.4rem; font: inherit; }
  button { padding: 0.5rem 1rem; border: 0; border-radius: 0.4rem; background: #1f5fd0; color: #fff; font: inherit; }
`;

class ChatKitElement extends HTMLElement {
  #options;
  #thread = null;
  #lines;
  #input;
  #button;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.innerHTML = `<style>${STYLE}</style><div>
      <ol aria-live="polite" aria-label="Conversation"></ol>
      <form><input aria-label="Message" maxlength="4000" required><button type="submit">Send</button></form></div>`;
    this.#lines = root.querySelector('ol');
    this.#input = root.querySelector('input');
    this.#button = root.querySelector('button');
    root.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#input.value;
      this.#input.value = '';
      this.sendUserMessage({ text });
    });
  }

  setOptions(options) {
    const first = this.#options === undefined;
    this.#options = options;
    this.#input.placeholder = options.composer?.placeholder ?? 'Add a task to buy milk';
    if (first) this.#emit('ready');
  }

  async setThreadId(id) {
    this.#thread = id;
    this.#lines.replaceChildren();
    this.#emit('thread.change', { threadId: id });
  }

  async setComposerValue({ text }) {
    this.#input.value = text;
  }

  async focusComposer() {
    this.#input.focus();
  }

  async fetchUpdates() {}

  async sendUserMessage({ text }) {
    this.#button.disabled = true;
    this.#emit('response.start');
    try {
      for await (const event of this.#stream(request(this.#thread, text))) this.#show(event);
    } catch (error) {
      this.#say('problem', String(error.message));
      this.#emit('error', { error });
    } finally {
      this.#button.disabled = false;
      this.#emit('response.end');
    }
  }

  async *#stream(body) {
    const { url, fetch: call = fetch } = this.#options.api;
    const headers = { 'content-type': 'application/json' };
    const answer = await call(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
    let rest = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop();
      for (const part of parts) yield JSON.parse(part.replace(/^data: /, ''));
    }
  }

  #show(event) {
    if (event.type === 'thread.created') {
      this.#thread = event.thread.id;
      this.#emit('thread.change', { threadId: this.#thread });
    }
    if (event.type === 'error') this.#say('problem', event.message);
    if (event.type === 'thread.item.done') {
      this.#say(event.item.type, event.item.content.map((part) => part.text).join(''));
    }
  }

  #say(kind, text) {
    const line = document.createElement('li');
    line.className = kind;
    line.textContent = `${NAMES[kind] ?? 'Problem'}: ${text}`;
    this.#lines.append(line);
    line.scrollIntoView({ block: 'nearest' });
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(`chatkit.${name}`, { detail }));
  }
}

const NAMES = { user_message: 'You', assistant_message: 'Assistant' };

function request(thread, text) {
  const input = { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} };
  return thread
    ? { type: 'threads.add_user_message', params: { thread_id: thread, input } }
    : { type: 'threads.create', params: { input } };
}

customElements.define('openai-chatkit', ChatKitElement);
