import type { KubeEvent } from '../diagnosis/kube.ts';
import { eventTime } from '../diagnosis/world.ts';

/** Events as a person reads them: by time, oldest first. */
export function eventsText(events: readonly KubeEvent[]): string {
  const lines = [...events].sort((a, b) => eventTime(a) - eventTime(b)).map(line);
  return lines.length > 0 ? `${lines.join('\n')}\n` : 'no events\n';
}

function line(event: KubeEvent): string {
  const time = eventTime(event);
  const { kind, name } = event.involvedObject ?? {};
  const count = event.count ?? event.series?.count ?? 1;
  const when = Number.isNaN(time) ? 'unknown time' : new Date(time).toISOString();
  return `${when} ${event.type ?? '-'} ${kind}/${name} ${event.reason}: ${(event.message ?? '').replace(/\s*\n\s*/g, ' ')}${count > 1 ? ` (${count} times)` : ''}`;
}
