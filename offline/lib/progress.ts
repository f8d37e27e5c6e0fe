export type Progress = {
  readonly reused: (count: number) => void;
  readonly started: (name: string) => void;
  readonly finished: (name: string, bytes: number) => void;
  readonly close: () => void;
};

/** Lines such as `[ 3/31] 02:07  kubernetes  561 MB`, and every half minute one that says what is still under way. */
export const progressOf = (total: number, say: (line: string) => void): Progress => {
  const start = Date.now();
  const running = new Map<string, number>();
  let done = 0;
  let sum = 0;
  const count = () => `[${String(done).padStart(String(total).length)}/${total}]`;
  const line = (text: string) => say(`${count()} ${clock(Date.now() - start)}  ${text}`);
  const heart = setInterval(() => {
    const at = [...running].map(([name, since]) => `${name} (${clock(Date.now() - since)})`);
    if (at.length > 0) line(`building ${at.join(', ')} ...`);
  }, 30_000);
  heart.unref();
  return {
    reused: (parts) => {
      done += parts;
      if (parts > 0) line(parts === 1 ? '1 part is there already' : `${parts} parts are there already`);
    },
    started: (name) => running.set(name, Date.now()),
    finished: (name, bytes) => {
      const took = Date.now() - (running.get(name) ?? Date.now());
      running.delete(name);
      done += 1;
      sum += bytes;
      line(`${name} built in ${clock(took)}, ${size(bytes)} (${size(sum)} so far)`);
    },
    close: () => clearInterval(heart),
  };
};

export const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

export const size = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${Math.round(bytes / 1e6)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;
