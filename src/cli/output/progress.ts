import cliProgress from 'cli-progress';
import type { Terminal } from '../terminal.ts';

/** Shows progress. */
export interface Progress {
  /** Never goes back. @param total if it is known by now. */
  readonly advance: (done: number, total?: number) => void;
  readonly end: () => void;
}

/** A bar appears only for work that takes longer. Milliseconds. */
const LEAST_MS = 1_000;

/** A bar on standard error for work that takes longer than a second. No bar if standard output is not a terminal. */
export function openProgress(
  { isInteractive, errorStream, now }: Pick<Terminal, 'isInteractive' | 'errorStream' | 'now'>,
  label: string,
  total: number,
): Progress {
  if (!isInteractive) return { advance: () => undefined, end: () => undefined };
  const startedAt = now();
  const bar = new cliProgress.SingleBar(
    {
      stream: errorStream,
      format: `${label} {bar} {value} of {total}`,
      clearOnComplete: true,
      hideCursor: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let current = total;
  let most = 0;
  let running = false;
  return {
    advance: (latest, known = current) => {
      current = known;
      const done = (most = Math.max(most, latest));
      if (!running && now() - startedAt >= LEAST_MS) {
        bar.start(current, done);
        running = true;
      }
      if (!running) return;
      bar.setTotal(Math.max(current, done));
      bar.update(done);
    },
    end: () => {
      if (running) bar.stop();
    },
  };
}
