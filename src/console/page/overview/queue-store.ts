import type { History, HistoryPoint, QueuesAnswer, QueueSample } from '../../answers.ts';
import { get, query } from '../api.ts';
import { MINUTE } from '../format.ts';

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
  /** Only those that know the age of the oldest signup. */
  readonly ages: (from: number) => readonly HistoryPoint[];
}

/** As many as the server keeps. */
const MAX_SAMPLES = 1_800;

export function createQueueStore(): QueueStore {
  let samples: readonly QueueSample[] = [];
  let history: History | undefined;
  const listeners = new Set<() => void>();
  /** Own samples, and before the first of them the whole minutes that CloudWatch kept. */
  const since = (from: number, isMeant: (point: HistoryPoint) => boolean) => {
    const own = samples.filter((point) => point.at >= from && isMeant(point));
    const first = own[0]?.at ?? Infinity;
    const kept = history?.state === 'read' ? history.points : [];
    return [
      ...kept.filter((point) => point.at >= from && point.at + MINUTE <= first && isMeant(point)),
      ...own,
    ];
  };
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
    points: (from) => since(from, () => true),
    ages: (from) => since(from, ({ oldestSignupMs }) => oldestSignupMs !== undefined),
  };
}
