import type { StoresAnswer } from '../../answers.ts';
import type { LettersAnswer } from '../../letter-answers.ts';
import { get, messageOf } from '../api.ts';
import { el } from '../dom.ts';
import { repeat, type View } from '../view.ts';
import { outcomes } from './outcomes.ts';
import { queueCharts } from './queue-charts.ts';
import type { QueueStore } from './queue-store.ts';
import { storesTable } from './stores.ts';
import { tiles } from './tiles.ts';

const STORES_GAP_MS = 10_000;

/** How the relay is doing. */
export function overview(store: QueueStore): View {
  const now = tiles();
  const charts = queueCharts(store);
  const counted = outcomes();
  const listed = storesTable();
  let stores: StoresAnswer | undefined;
  let letters: LettersAnswer | undefined;

  const show = (): void => {
    const at = store.latest()?.at;
    if (at === undefined) return;
    charts.update(at);
    now.update({ store, letters, stores, now: at });
  };
  const stopQueues = store.onRefresh(show);
  const stopStores = repeat(async () => {
    letters = await get<LettersAnswer>('/api/letters').catch(() => undefined);
    const answer = await get<StoresAnswer>('/api/stores').catch((error: unknown) =>
      messageOf(error),
    );
    stores = typeof answer === 'string' ? undefined : answer;
    listed.update(answer, Date.now());
    show();
  }, STORES_GAP_MS);

  return {
    title: 'Overview',
    element: el(
      'div',
      {},
      el('h1', {}, 'Overview'),
      now.element,
      charts.element,
      counted.element,
      listed.element,
    ),
    close: () => {
      stopQueues();
      stopStores();
      charts.close();
      counted.close();
    },
  };
}
