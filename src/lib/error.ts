/** What a thrown value says, without a stack: for messages that a person reads. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError)
    return [thrown.message, ...thrown.errors.map(messageOf)].filter(Boolean).join('; ');
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown);
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk and run again.',
  EDQUOT: 'Make room on the disk and run again.',
  EROFS: 'The file system is read-only: choose another folder.',
  EACCES: 'Give this user the right to it, or choose another folder.',
  EMFILE: 'Allow more open files (`ulimit -n 4096`) and run again.',
};

/** What the operating system refused, with what to do about it. Undefined for every other error: a fault of this program. */
export function systemFault(thrown: unknown): string | undefined {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  const remedy = typeof code === 'string' ? remedies[code] : undefined;
  return remedy && `${messageOf(thrown)}\n${remedy}`;
}
