import type { HistoryPoint, QueueHistory, QueuesResponse, QueueSample } from '../../responses.ts';
import { get, query } from '../api.ts';
import { MINUTE } from '../format.ts';

/** Both queues over time: the history of CloudWatch, then the server's samples. */
export interface QueueStore {
  /** Fetches new samples. @throws Error */
  readonly refresh: () => Promise<QueuesResponse>;
  /** Calls the listener after every refresh. @returns how to stop. */
  readonly onRefresh: (listener: () => void) => () => void;
  readonly latest: () => QueueSample | undefined;
  readonly history: () => QueueHistory | undefined;
  /** The points since a time. */
  readonly points: (from: number) => readonly HistoryPoint[];
  /** The points that have the age of the oldest signup. */
  readonly ages: (from: number) => readonly HistoryPoint[];
}

/** A server that takes longer is as good as unreachable. */
const TIMEOUT_MS = 15_000;

/** The server keeps as many. */
const MAX_SAMPLES = 1_800;

export function createQueueStore(): QueueStore {
  let samples: readonly QueueSample[] = [];
  let history: QueueHistory | undefined;
  const listeners = new Set<() => void>();
  /** CloudWatch's minutes that end before the first sample, then the samples. */
  const since = (from: number, matches: (point: HistoryPoint) => boolean) => {
    const own = samples.filter((point) => point.at >= from && matches(point));
    const first = own[0]?.at ?? Infinity;
    const kept = history?.state === 'read' ? history.points : [];
    return [
      ...kept.filter((point) => point.at >= from && point.at + MINUTE <= first && matches(point)),
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
      const response = await get<QueuesResponse>(path, TIMEOUT_MS);
      samples = [...samples, ...response.samples].slice(-MAX_SAMPLES);
      history = response.history;
      for (const listener of listeners) listener();
      return response;
    },
    latest: () => samples.at(-1),
    history: () => history,
    points: (from) => since(from, () => true),
    ages: (from) => since(from, ({ oldestSignupMs }) => oldestSignupMs !== undefined),
  };
}
