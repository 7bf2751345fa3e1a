import { errorText } from './error-responses.ts';
import type { JobKind, JobStatus } from './responses.ts';

/** What a running job is given. */
export interface JobContext {
  /** Aborted when the job has to stop. It then finishes the letters it has started. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Pick<JobStatus, 'done' | 'total' | 'phase'>) => void;
}

export type JobResult = Required<Pick<JobStatus, 'text'>> &
  Pick<JobStatus, 'plan' | 'needsAttention'>;

/** Runs one job at a time: two jobs that receive dead letters would hide them from each other. */
export interface Jobs {
  /** @throws Error another job is running. */
  start(kind: JobKind, run: (job: JobContext) => Promise<JobResult>): JobStatus;
  /** Runs a short job and waits for it. @throws Error another job is running. @throws any error of `run`. */
  runNow<T>(kind: JobKind, run: (job: JobContext) => Promise<T>): Promise<T>;
  get(id: string): JobStatus | undefined;
  /** The running job. */
  current(): JobStatus | undefined;
  /** Tells a job to stop; no effect if it is not running. */
  stop(id: string): void;
  /** Stops the running job and waits for its end. */
  end(): Promise<void>;
}

/** Older jobs are forgotten. */
const MAX_JOBS = 50;

export function createJobs(newId: () => string): Jobs {
  const known = new Map<string, JobStatus>();
  let running: { readonly id: string; readonly stop: AbortController } | undefined;
  let ended: Promise<void> = Promise.resolve();

  const put = (id: string, changes: Partial<JobStatus>): void => {
    const status = known.get(id);
    if (status !== undefined) known.set(id, { ...status, ...changes });
  };
  const current = (): JobStatus | undefined => running && known.get(running.id);

  const start: Jobs['start'] = (kind, run) => {
    if (running !== undefined) throw new Error(`cannot start ${kind}: another job is running`);
    const id = newId();
    const stop = new AbortController();
    const status: JobStatus = { id, kind, state: 'running', done: 0, total: 0 };
    known.set(id, status);
    const [oldest] = known.keys();
    if (known.size > MAX_JOBS && oldest !== undefined) known.delete(oldest);
    running = { id, stop };
    const onProgress: JobContext['onProgress'] = (progress) => {
      put(id, progress);
    };
    const toEnd = async (): Promise<void> => {
      try {
        const result = await run({ signal: stop.signal, onProgress });
        put(id, { ...result, state: stop.signal.aborted ? 'stopped' : 'done' });
      } catch (error) {
        put(id, { state: 'failed', text: errorText(error) });
      } finally {
        running = undefined;
      }
    };
    ended = toEnd();
    return status;
  };

  return {
    start,
    runNow: async (kind, run) =>
      new Promise((resolve, reject) => {
        start(kind, async (job) => {
          // The caller gets the result or the error. The status of the job must not keep either: it may be personal data.
          await run(job).then(resolve, reject);
          return { text: '' };
        });
      }),
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
