/**
 * A DNS question asked over TCP from inside a node, by the one program that every node image has: bash.
 * A kubelet, a kube-proxy and a CoreDNS that work together are needed for an answer, which is what readiness means.
 */
export function dnsProbeArgv(server: string, name: string): string[] {
  const query = dnsQuery(name);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  const bytes = [...length, ...query].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const script = `exec 3<>/dev/tcp/${server}/53 && printf '${bytes}' >&3 && head -c 14 <&3 | od -An -v -tx1`;
  return ['timeout', '3', 'bash', '-c', script];
}

/** An A query, recursion desired. */
function dnsQuery(name: string): Uint8Array {
  const header = [0x54, 0x4b, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'ascii')]);
  return Uint8Array.from([...header, ...labels, 0, 0, 1, 0, 1]);
}

export type DnsAnswer = 'answered' | 'no-such-name' | 'failed' | 'silent';

/** The first 14 bytes of the response, as `od` prints them: length, id, flags, counts. */
export function parseDnsProbe(text: string): DnsAnswer {
  const bytes = text
    .trim()
    .split(/\s+/)
    .map((hex) => Number.parseInt(hex, 16));
  // Without the id of the question it is no answer: a gateway may reply in the place of a Service that has no rules yet.
  if (bytes.length < 10 || bytes[2] !== 0x54 || bytes[3] !== 0x4b) return 'silent';
  const code = (bytes[5] as number) & 0x0f;
  const answers = (bytes[8] as number) * 256 + (bytes[9] as number);
  if (code === 3) return 'no-such-name';
  return code === 0 && answers > 0 ? 'answered' : 'failed';
}
