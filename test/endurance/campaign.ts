import type { Book } from './book.ts';

/** One run after the other from where the book ends. Ctrl-C lets the run at hand finish: what it had disturbed must be put right. */
export async function goOn<Entry>(
  book: Book<Entry>,
  runs: number,
  once: (number: number) => Promise<Entry>,
): Promise<void> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    console.log('the run at hand is finished, then it stops; the same command goes on');
  };
  process.once('SIGINT', stop);
  for (let number = book.entries().length; number < runs && !stopped; number += 1) book.add(await once(number));
  process.off('SIGINT', stop);
}
