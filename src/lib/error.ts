/** What a thrown value says, without a stack: for messages that a person reads. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError)
    return [thrown.message, ...thrown.errors.map(messageOf)].filter(Boolean).join('; ');
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown);
}
