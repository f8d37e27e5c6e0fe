{{- /*
Waits until a URL resolves and answers 2xx: arguments are the URL and the limit in seconds.
The first process of a container ends on SIGTERM only if it says so; a deleted pod would otherwise linger for its whole grace period.
*/ -}}
{{- define "component.fetch.node" -}}
const dns = require('node:dns/promises');
const url = new URL(process.argv[1]);
const limit = Number(process.argv[2]);
const deadline = Date.now() + limit * 1000;
let said = '';
process.on('SIGTERM', () => process.exit(143));

const attempt = async () => {
  await dns.lookup(url.hostname);
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (!answer.ok) throw new Error('HTTP ' + answer.status);
  return answer.status;
};

const reason = (error) => error.cause?.code ?? error.code ?? error.message;

const wait = async () => {
  for (;;) {
    try {
      console.log(url.href + ' answers ' + (await attempt()));
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('no answer from ' + url.href + ' within ' + limit + ' s: ' + reason(error));
      if (reason(error) !== said) console.log('waiting for ' + url.href + ': ' + (said = reason(error)));
    }
    await new Promise((next) => setTimeout(next, 500));
  }
};

wait().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
{{- end -}}

{{- /* The same; a tcp:// address answers when it accepts a connection. */ -}}
{{- define "component.fetch.python" -}}
import signal, socket, sys, time, urllib.parse, urllib.request

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
url, limit = sys.argv[1], float(sys.argv[2])
deadline, said = time.monotonic() + limit, ""

def attempt():
    address = urllib.parse.urlsplit(url)
    if address.scheme == "tcp":
        socket.create_connection((address.hostname, address.port), timeout=2).close()
        return "connections"
    with urllib.request.urlopen(url, timeout=2) as answer:
        return answer.status

while True:
    try:
        print(f"{url} answers {attempt()}", flush=True)
        break
    except OSError as error:
        reason = f"HTTP {error.code}" if hasattr(error, "code") else str(getattr(error, "reason", error))
        if time.monotonic() > deadline:
            sys.exit(f"no answer from {url} within {limit:g} s: {reason}")
        if reason != said:
            print(f"waiting for {url}: {reason}", flush=True)
            said = reason
    time.sleep(0.5)
{{- end -}}

{{- /* The argv that fetches a URL with what the image has at hand. */ -}}
{{- define "component.fetch" -}}
{{- $runtime := index . 0 -}}
{{- $url := index . 1 -}}
{{- $limit := index . 2 -}}
{{- $program := eq $runtime "python" | ternary (list "python" "-c") (list "node" "-e") -}}
{{- $script := include (printf "component.fetch.%s" $runtime) . -}}
{{- toYaml (concat $program (list $script $url (toString $limit))) -}}
{{- end -}}
