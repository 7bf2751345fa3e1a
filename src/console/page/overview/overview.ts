import type { CurrentJobResponse, JobStatus, StoresResponse } from '../../responses.ts';
import type { LettersResponse } from '../../letter-responses.ts';
import { get, messageOf, post } from '../api.ts';
import { el } from '../dom.ts';
import { isOldLook } from '../format.ts';
import { repeat, type View } from '../view.ts';
import { outcomes } from './outcomes.ts';
import { queueCharts } from './queue-charts.ts';
import type { QueueStore } from './queue-store.ts';
import { storesTable } from './stores.ts';
import { tiles } from './tiles.ts';

const STORES_GAP_MS = 10_000;

/** The state of the relay: queues, outcomes and stores. */
export function overview(store: QueueStore): View {
  const keyNumbers = tiles();
  const charts = queueCharts(store);
  const outcomeCounts = outcomes();
  const storeRows = storesTable();
  let stores: StoresResponse | undefined;
  let letters: LettersResponse | undefined;
  /** When this page last asked the server to read the dead letters. */
  let lookedAt = 0;

  const show = (): void => {
    const at = store.latest()?.at;
    if (at === undefined) return;
    charts.update(at);
    keyNumbers.update({ store, letters, stores, now: at });
  };
  const lookAgain = async (): Promise<void> => {
    if (letters === undefined || !isOldLook(letters, lookedAt, Date.now())) return;
    const { current } = await get<CurrentJobResponse>('/api/work');
    if (current !== undefined) return;
    lookedAt = Date.now();
    await post<JobStatus>('/api/looks');
  };
  const stopQueues = store.onRefresh(show);
  const stopStores = repeat(async () => {
    letters = await get<LettersResponse>('/api/letters').catch(() => undefined);
    // The next round shows what the look found.
    await lookAgain().catch(() => undefined);
    const response = await get<StoresResponse>('/api/stores').catch((error: unknown) =>
      messageOf(error),
    );
    stores = typeof response === 'string' ? undefined : response;
    storeRows.update(response, Date.now());
    show();
  }, STORES_GAP_MS);

  return {
    title: 'Overview',
    element: el(
      'div',
      {},
      el('h1', {}, 'Overview'),
      keyNumbers.element,
      charts.element,
      outcomeCounts.element,
      storeRows.element,
    ),
    close: () => {
      stopQueues();
      stopStores();
      charts.close();
      outcomeCounts.close();
    },
  };
}
