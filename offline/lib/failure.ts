/** A failure with one clear sentence and what to do about it. */
export class Failure extends Error {
  readonly remedy: string;
  constructor(sentence: string, remedy: string) {
    super(sentence);
    this.name = 'Failure';
    this.remedy = remedy;
  }
}

type Known = { readonly sign: RegExp; readonly sentence: string; readonly remedy: string };

/** First sign that matches wins. */
const known: readonly Known[] = [
  {
    sign: /ENOSPC|no space left on device|disk quota exceeded/i,
    sentence: 'the disk is full',
    remedy:
      'Free some space (the whole kit takes about 12 GB while it is built), or set XDG_CACHE_HOME to a larger disk; what is finished is kept.',
  },
  {
    sign: /checksum mismatch|SECURITY ERROR|hash sum mismatch/i,
    sentence: 'a download does not match its recorded checksum and was refused',
    remedy: 'Something between here and the registry altered it. Try again; if it stays, ask who runs the proxy.',
  },
  {
    sign: /certificate signed by unknown authority|certificate verify failed|self[- ]signed certificate|unable to get local issuer/i,
    sentence: 'a registry could not be trusted: its certificate is signed by an unknown authority',
    remedy:
      "A proxy probably inspects TLS: add its certificate to the system's store (update-ca-certificates), then try again.",
  },
  {
    sign: /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake timeout|temporary failure (in name resolution|resolving)|could not resolve|could not connect|network is unreachable|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|proxyconnect|unable to connect/i,
    sentence: 'a package registry could not be reached',
    remedy:
      'Check the network and the proxy settings (GOPROXY, HTTPS_PROXY, npm and apt configuration), then run the same command again; what is finished is kept.',
  },
  {
    sign: /\b(403 Forbidden|404 Not Found|410 Gone)\b/,
    sentence: 'a package registry refused or does not have a version that the kit pins',
    remedy: 'The log names it. If a company mirror stands in front, ask for that version to be admitted.',
  },
];

export const explain = (output: string): { readonly sentence: string; readonly remedy: string } | undefined =>
  known.find(({ sign }) => sign.test(output));
