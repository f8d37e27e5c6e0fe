/** Turns chunks into complete lines; a last line without a newline is not lost (`end`). */
export function lineSplitter(onLine: (line: string) => void): { push: (chunk: Uint8Array) => void; end: () => void } {
  const decoder = new TextDecoder();
  let rest = '';
  const emit = (text: string): void => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  return {
    push: (chunk) => emit(decoder.decode(chunk, { stream: true })),
    end: () => {
      emit(decoder.decode());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
