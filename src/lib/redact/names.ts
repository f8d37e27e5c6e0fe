const words =
  'pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private|priv_?key|enc(?:ryption)?_?key|sign(?:ing)?_?key|' +
  'credentials?|auth|authorization|bearer|cookie|session|jwt|salt|dsn|connection_?string|webhook_?url|sas|\\w+_key';
const sensitive = new RegExp(`(?:^|_)(?:${words})(?:$|_)`);
const spelledTogether = /(?:password|passwd|passphrase|secret|apikey|accesskey|privatekey)s?$/;

/** What only speaks about a secret: its name, where it is, how long it lives. */
const harmless =
  /public_?key|key_?(?:name|id|ref|space|alg)|keepalive|gpg_key|(?:^|_)(?:name|names|ref|refs|key_ref|ttl|enabled|expir\w*|seconds|minutes|length|size|count|type|mode|affinity|policy|provider|method|algorithm|issuer|audience|file|path|dir|host|port|service_account)$|^auth_(?:url|service\w*)$/;

/** Whether a variable, a key or an annotation of this name usually holds something that must not be seen. */
export function isSensitiveName(name: string): boolean {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return (sensitive.test(snake) || spelledTogether.test(snake)) && !harmless.test(snake);
}
