import cliProgress from 'cli-progress';
import type { Terminal } from '../terminal.ts';

/** Shows how far something is. */
export interface Progress {
  /** @param total where it has become known meanwhile. */
  readonly advance: (done: number, total?: number) => void;
  readonly end: () => void;
}

/** How long something takes before it is worth a bar, in milliseconds. */
const PATIENCE_MS = 1_000;

/** A bar on standard error, once it has taken longer than a second; nothing where no person looks. */
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
  let running = false;
  return {
    advance: (done, known = current) => {
      current = known;
      if (!running && now() - startedAt >= PATIENCE_MS) {
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
