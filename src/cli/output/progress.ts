import cliProgress from 'cli-progress';
import { grouped } from '../../util/counted.ts';
import type { Terminal } from '../terminal.ts';

/** Shows progress. */
export interface Progress {
  /** Never goes back. @param total if it is known by now. */
  readonly advance: (done: number, total?: number) => void;
  readonly end: () => void;
}

/** A bar appears only for work that takes longer. Milliseconds. */
const LEAST_MS = 1_000;
/** So often a line appears where no bar can. Milliseconds. */
const LINE_MS = 10_000;

/**
 * A bar on standard error for work that takes longer than a second. Where standard output is no terminal, a line on
 * standard error every ten seconds: a log keeps it, and the output stays clean.
 */
export function openProgress(
  { isInteractive, errorStream, now }: Pick<Terminal, 'isInteractive' | 'errorStream' | 'now'>,
  label: string,
  total: number,
): Progress {
  if (!isInteractive) return progressLines({ errorStream, now }, label, total);
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

/** Runs work that tells how far it is. */
export async function withProgress<T>(
  terminal: Parameters<typeof openProgress>[0],
  label: string,
  run: (advance: Progress['advance']) => Promise<T>,
): Promise<T> {
  const progress = openProgress(terminal, label, 0);
  return run(progress.advance).finally(progress.end);
}

function progressLines(
  { errorStream, now }: Pick<Terminal, 'errorStream' | 'now'>,
  label: string,
  total: number,
): Progress {
  let saidAt = now();
  let most = 0;
  return {
    advance: (latest, known = total) => {
      most = Math.max(most, latest);
      if (now() - saidAt < LINE_MS) return;
      saidAt = now();
      const of = known > 0 ? ` of ${grouped(Math.max(known, most))}` : '';
      errorStream.write(`${label}: ${grouped(most)}${of}\n`);
    },
    end: () => undefined,
  };
}
