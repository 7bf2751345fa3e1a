import type { History, HistoryPoint, QueuesAnswer, QueueSample } from '../../answers.ts';
import { get, query } from '../api.ts';

/** What is known of both queues over time: the server's samples, and before them what CloudWatch kept. */
export interface QueueStore {
  /** Fetches what is new. @throws Error */
  readonly refresh: () => Promise<QueuesAnswer>;
  /** Called after every refresh. @returns how to end it. */
  readonly onRefresh: (listener: () => void) => () => void;
  readonly latest: () => QueueSample | undefined;
  readonly history: () => History | undefined;
  /** From a time on. */
  readonly points: (from: number) => readonly HistoryPoint[];
}

/** As many as the server keeps. */
const MAX_SAMPLES = 1_800;

export function createQueueStore(): QueueStore {
  let samples: readonly QueueSample[] = [];
  let history: History | undefined;
  const listeners = new Set<() => void>();
  return {
    onRefresh(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async refresh() {
      const path = `/api/queues${query({ after: samples.at(-1)?.at ?? 0 })}`;
      const answer = await get<QueuesAnswer>(path);
      samples = [...samples, ...answer.samples].slice(-MAX_SAMPLES);
      history = answer.history;
      for (const listener of listeners) listener();
      return answer;
    },
    latest: () => samples.at(-1),
    history: () => history,
    points(from) {
      const own = samples.filter(({ at }) => at >= from);
      const first = own[0]?.at ?? Infinity;
      const before = history?.state === 'read' ? history.points : [];
      return [...before.filter(({ at }) => at >= from && at < first), ...own];
    },
  };
}
