import type { History, QueueSample } from './answers.ts';
import type { ConsoleContext } from './console-context.ts';
import { wordsOf } from './jobs.ts';

/** Looks at both queues again and again, and remembers the last hour. */
export interface QueueWatch {
  after(at: number): readonly QueueSample[];
  /** In words, while SQS does not answer. */
  problem(): string | undefined;
  /** Of CloudWatch, at most a minute old. */
  history(): Promise<History>;
  end(): Promise<void>;
}

/** Between two looks, in milliseconds. */
const GAP_MS = 2_000;
/** An hour of looks. */
const MAX_SAMPLES = 1_800;
/** CloudWatch keeps a point a minute. */
const HISTORY_MS = 60_000;

type WatchDeps = Pick<ConsoleContext, 'sampleQueues' | 'readHistory' | 'now'> & {
  /** @default 2000 */
  readonly gapMs?: number;
};

export function watchQueues(deps: WatchDeps): QueueWatch {
  const { sampleQueues, readHistory, now, gapMs = GAP_MS } = deps;
  const samples: QueueSample[] = [];
  let problem: string | undefined;
  let history: { readonly readAt: number; readonly value: Promise<History> } | undefined;
  let ended = false;
  let looking = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    try {
      samples.push(await sampleQueues());
      if (samples.length > MAX_SAMPLES) samples.shift();
      problem = undefined;
    } catch (error) {
      problem = wordsOf(error);
    }
    if (!ended) timer = setTimeout(again, gapMs);
  };
  const again = (): void => {
    looking = look();
  };
  again();

  return {
    after: (at) => samples.filter((sample) => sample.at > at),
    problem: () => problem,
    history: () => {
      if (history === undefined || now() - history.readAt >= HISTORY_MS) {
        history = { readAt: now(), value: readHistory() };
      }
      return history.value;
    },
    async end() {
      ended = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
