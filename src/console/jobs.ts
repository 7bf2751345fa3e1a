import { ConfigError, WaitError } from '../event/errors.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { JobAnswer, JobKind } from './answers.ts';

/** What a piece of work is given. */
export interface Hands {
  /** Aborted when it is to stop after what is half done. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Pick<JobAnswer, 'done' | 'total' | 'phase'>) => void;
}

/** How a piece of work ended. */
export type JobEnd = Required<Pick<JobAnswer, 'text'>> & Pick<JobAnswer, 'plan' | 'needsLook'>;

/** One thing at a time: two that take dead letters in hand would hide them from each other. */
export interface Jobs {
  /** @throws Error while something else is at work. */
  start(kind: JobKind, run: (hands: Hands) => Promise<JobEnd>): JobAnswer;
  get(id: string): JobAnswer | undefined;
  /** What is at work. */
  current(): JobAnswer | undefined;
  /** Asks it to stop, if it is at work. */
  stop(id: string): void;
  /** Stops what is at work, and waits for it. */
  end(): Promise<void>;
}

/** So many are remembered. */
const MAX_WORKS = 50;

export function createJobs(newId: () => string): Jobs {
  const known = new Map<string, JobAnswer>();
  let running: { readonly id: string; readonly stop: AbortController } | undefined;
  let ended: Promise<void> = Promise.resolve();

  const put = (id: string, changes: Partial<JobAnswer>): void => {
    const work = known.get(id);
    if (work !== undefined) known.set(id, { ...work, ...changes });
  };
  const current = (): JobAnswer | undefined => running && known.get(running.id);

  return {
    start(kind, run) {
      if (running !== undefined) throw new Error(`${kind} while something else is at work`);
      const id = newId();
      const stop = new AbortController();
      const work: JobAnswer = { id, kind, state: 'running', done: 0, total: 0 };
      known.set(id, work);
      const [oldest] = known.keys();
      if (known.size > MAX_WORKS && oldest !== undefined) known.delete(oldest);
      running = { id, stop };
      const onProgress: Hands['onProgress'] = (progress) => {
        put(id, progress);
      };
      const toEnd = async (): Promise<void> => {
        try {
          const end = await run({ signal: stop.signal, onProgress });
          put(id, { ...end, state: stop.signal.aborted ? 'stopped' : 'done' });
        } catch (error) {
          put(id, { state: 'failed', text: wordsOf(error) });
        } finally {
          running = undefined;
        }
      };
      ended = toEnd();
      return work;
    },
    get: (id) => known.get(id),
    current,
    stop(id) {
      if (running?.id === id) running.stop.abort();
    },
    async end() {
      running?.stop.abort();
      await ended;
    },
  };
}

/** Messages of ours are written for people and free of personal data; of others only the kind is told. */
export function wordsOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof WaitError || error instanceof ConfigError) {
    return error.message;
  }
  return `It failed (${error instanceof Error ? error.name : 'error'}).`;
}
