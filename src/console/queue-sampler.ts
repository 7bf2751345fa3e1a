import { errorText } from './error-responses.ts';
import type { QueueHistory, QueueSample } from './responses.ts';

/** Samples both queues every two seconds and keeps the last hour. */
export interface QueueSampler {
  /** Samples taken after this time. */
  after(at: number): readonly QueueSample[];
  /** Why the last sample failed; undefined while SQS answers. */
  problem(): string | undefined;
  /** From CloudWatch, at most a minute old. */
  history(): Promise<QueueHistory>;
  end(): Promise<void>;
}

interface QueueSamplerDeps {
  readonly sampleQueues: () => Promise<QueueSample>;
  readonly readHistory: () => Promise<QueueHistory>;
  readonly now: () => number;
  /** Time between two samples, in milliseconds. @default 2000 */
  readonly gapMs?: number;
}

const GAP_MS = 2_000;
/** One hour of samples. */
const MAX_SAMPLES = 1_800;
/** CloudWatch adds one point a minute. */
const HISTORY_TTL_MS = 60_000;

export function startQueueSampler(deps: QueueSamplerDeps): QueueSampler {
  const { sampleQueues, readHistory, now, gapMs = GAP_MS } = deps;
  const samples: QueueSample[] = [];
  let problem: string | undefined;
  let history: { readonly readAt: number; readonly value: Promise<QueueHistory> } | undefined;
  let ended = false;
  let sampling = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const sample = async (): Promise<void> => {
    try {
      samples.push(await sampleQueues());
      if (samples.length > MAX_SAMPLES) samples.shift();
      problem = undefined;
    } catch (error) {
      problem = errorText(error);
    }
    if (!ended) timer = setTimeout(next, gapMs);
  };
  const next = (): void => {
    sampling = sample();
  };
  next();

  return {
    after: (at) => samples.filter((one) => one.at > at),
    problem: () => problem,
    history: () => {
      if (history === undefined || now() - history.readAt >= HISTORY_TTL_MS) {
        history = { readAt: now(), value: readHistory() };
      }
      return history.value;
    },
    async end() {
      ended = true;
      clearTimeout(timer);
      await sampling;
    },
  };
}
