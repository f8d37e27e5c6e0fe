import { isSensitiveName } from './names.ts';

/** Turns a found value into what may be shown. */
export type Hide = (name: string, value: string) => string;

interface Pattern {
  readonly name: string;
  /** A quick test: without one of these no match is possible. */
  readonly hint: RegExp;
  readonly apply: (text: string, hide: Hide) => string;
}

/** Hides what looks like a secret, though nobody said that it is one. Addresses, hosts and names stay readable. */
export function hidePatterns(text: string, hide: Hide): string {
  return patterns.reduce((result, pattern) => (pattern.hint.test(result) ? pattern.apply(result, hide) : result), text);
}

const knownShapes =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9_.-]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|xox[abprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|sk-(?:ant-|proj-|or-)?[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|pypi-[\w-]{30,}|dapi[0-9a-f]{32}|AGE-SECRET-KEY-1[0-9A-Z]{20,}|AIza[\w-]{30,}|dckr_pat_[\w-]{20,}|ya29\.[\w-]{20,}|eyJ[\w-]{10,}\.[\w-]{4,}\.[\w-]*)/g;

const patterns: readonly Pattern[] = [
  {
    name: 'private-key',
    hint: /PRIVATE KEY-----/,
    apply: (text, hide) =>
      text.replace(
        /(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)([\s\S]{1,16384}?)(?=-----END)|(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)((?:[A-Za-z0-9+/=:,\s-]|\\[nrt])+)/g,
        (all, head, body, openHead, openBody) =>
          isHidden(body ?? openBody) ? all : (head ?? openHead) + hide('private-key', body ?? openBody),
      ),
  },
  {
    name: 'shape',
    hint: /AKIA|gh[pousr]_|github_pat_|glpat-|hf_|npm_|xox|k_(?:live|test)_|sk-|SG\.|pypi-|dapi|AGE-SECRET|AIza|dckr_pat_|ya29\.|eyJ/,
    apply: (text, hide) => text.replace(knownShapes, (value) => hide('token', value)),
  },
  {
    name: 'chat-webhook',
    hint: /hooks\.slack\.com|\/api\/webhooks\//,
    apply: (text, hide) =>
      text.replace(
        /(hooks\.slack\.com\/|\/api\/webhooks\/)([\w/-]{8,})/g,
        (_, head, value) => head + hide('webhook', value),
      ),
  },
  {
    name: 'address-with-password',
    hint: /:\/\/[^\s"'<>]*@/,
    apply: (text, hide) =>
      text.replace(
        /([a-z]*)(:\/\/[^\s"'<>@/:]*:)([^\s"'<>]+)@(?=[\w[])/gi,
        (all, scheme: string, head, value: string) =>
          (/^https?$/i.test(scheme) && /^\d{1,5}\//.test(value)) || isHidden(value)
            ? all
            : `${scheme}${head}${hide('password', value)}@`,
      ),
  },
  {
    name: 'authorization',
    hint: /authorization|bearer|basic/i,
    apply: (text, hide) =>
      text
        .replace(
          /(authorization["'\\]*\s*[:=]\s*["'\\]*(?:bearer |basic |token |digest )?)([^\s"'\\,;<>]+)/gi,
          (all, head, value) =>
            keep(value) || /^(?:bearer|basic|token|digest)$/i.test(value) ? all : head + hide('authorization', value),
        )
        .replace(/\b((?:bearer|basic)\s+)([\w.~+/-]{8,}=*)/gi, (all, head, value) =>
          isHidden(value) || /^[a-z]+$/i.test(value) ? all : head + hide('authorization', value),
        ),
  },
  {
    name: 'cookie',
    hint: /cookie/i,
    apply: (text, hide) =>
      text.replace(
        /((?:set-)?cookie["'\\]*\s*[:=]\s*["'\\]*)([^\s=;"'\\]+=[^\n"'\\]*)/gi,
        (_, head, value) => head + hideCookies(value, hide),
      ),
  },
  {
    name: 'query',
    hint: /[?&](?:access_token|refresh_token|id_token|code|sig|key|token|password|secret|api_?key)=/i,
    apply: (text, hide) =>
      text.replace(
        /([?&](?:access_token|refresh_token|id_token|code|sig|key|token|password|secret|api_?key)=)([^\s&"'<>#\\]+)/gi,
        (all, head, value) => (keep(value) ? all : head + hide('query', value)),
      ),
  },
  {
    name: 'registry-login',
    hint: /dockerconfigjson|dockercfg|"auth"|certificate-data|key-data/,
    apply: (text, hide) =>
      text.replace(
        /((?:\.dockerconfigjson|\.dockercfg|"auth"|client-key-data)["\\]*\s*[:=]\s*["\\]*)([A-Za-z0-9+/=]{12,})/g,
        (_, head, value) => head + hide('registry-login', value),
      ),
  },
  {
    name: 'named',
    hint: /pass|pwd|secret|token|api_?-?key|access_?-?key|private_?-?key|credential|_(?:KEY|AUTH|DSN|SALT|SESSION|COOKIE|SAS)\b|AccountKey/i,
    apply: hideNamed,
  },
];

const attributes = /^(?:path|domain|max-age|expires|samesite|version)$/i;

function hideCookies(value: string, hide: Hide): string {
  return value.replace(/([^\s=;,]+)=([^;,\s]+)/g, (all, name, content) =>
    attributes.test(name) || keep(content) ? all : `${name}=${hide('cookie', content)}`,
  );
}

const named =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?-?key|access_?-?key|private_?-?key|account_?-?key|credential|_(?:key|auth|dsn|salt|session|cookie|sas)(?![a-z0-9]))[\w.-]{0,60})((?:\\*["'])?[ \t]*(?:[=:]|=>)[ \t]*)(\\*"(?:[^"\\\n]|\\(?!"|\\+")[^\n])*\\*"|'[^'\n]*'|[^\s"'<>]\S*)/gi;

/** `NAME=value`, `name: value`, `"name": "value"` also inside an escaped text, when the name says that the value is one. */
function hideNamed(text: string, hide: Hide): string {
  return text.replace(named, (all: string, tail: string, separator: string, value: string, offset: number) => {
    const name = `${/[\w.-]*$/.exec(text.slice(Math.max(0, offset - 60), offset))?.[0] ?? ''}${tail}`;
    const [, open = '', body = '', close = ''] = /^(\\*["']?)([\s\S]*?)(\\*["']?[,;)}\]]*)$/.exec(value) ?? [];
    if (!isSensitiveName(name) || keep(body)) return all;
    return `${tail}${separator}${open}${hide(name, body)}${close}`;
  });
}

const said =
  /^(?:not|is|are|was|were|has|have|must|the|a|an|and|or|for|to|of|in|on|from|by|with|no|yes|true|false|null|nil|none|undefined|add|create|correct|give|let|raise|see|use|empty|missing|required|invalid|expired|expires|optional|unset|set|ok|failed|error|found|unknown|unauthorized|forbidden|denied|verification|\d{1,4}|\{\}|\[\]|\$.*|\{\{.*|%[sdvq])[.,;:!)]*$/i;

/** What is no value: a word of a sentence, a variable, an empty place, or what has been hidden already. */
function keep(value: string): boolean {
  return value.startsWith('<') || said.test(value) || isHidden(value) || /^(?:[|>][-+]?|[[{(]+|\W{0,3})$/.test(value);
}

function isHidden(value: string): boolean {
  return /^\\*["']?\*\*\*/.test(value);
}
