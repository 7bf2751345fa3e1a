import { grouped } from '../../../util/counted.ts';
import type { LettersResponse } from '../../letter-responses.ts';
import type {
  CurrentJobResponse,
  JobStatus,
  PausedSource,
  StoreRow,
  StoresResponse,
} from '../../responses.ts';
import { get, lettersHref, messageOf, post } from '../api.ts';
import { badge } from '../components/badge.ts';
import { htmlTable } from '../components/table.ts';
import { el, fill } from '../dom.ts';
import { isOldLook, timeLeft, words } from '../format.ts';
import { repeat, type View } from '../view.ts';
import { outcomes } from './outcomes.ts';
import { queueCharts } from './queue-charts.ts';
import type { QueueStore } from './queue-store.ts';
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

interface Stores {
  readonly element: HTMLElement;
  readonly update: (response: StoresResponse | string, now: number) => void;
}

/** Every store with its circuit breaker and pace. */
function storesTable(): Stores {
  const rows = htmlTable('Stores', [
    { title: 'Store' },
    { title: 'Platform' },
    { title: 'State', breaks: true },
    { title: 'Pace' },
    { title: 'Calls this minute', align: 'right' },
    { title: 'Failed', align: 'right' },
  ]);
  const note = el('p', { class: 'quiet' }, 'Reading …');
  return {
    element: el(
      'section',
      { 'aria-labelledby': 'stores' },
      el('div', { class: 'head' }, el('h2', { id: 'stores' }, 'Stores')),
      el('div', { class: 'card' }, rows.element, note),
    ),
    update(response, now) {
      const stores = typeof response === 'string' ? [] : response.stores;
      rows.element.hidden = stores.length === 0;
      rows.update(stores.map((store) => toCells(store, now)));
      const empty = stores.length === 0 ? 'No store is configured.' : '';
      fill(note, typeof response === 'string' ? response : (response.problem ?? empty));
      note.hidden = note.textContent === '';
    },
  };
}

const toCells = (row: StoreRow, now: number) => [
  el('a', { href: lettersHref({ store: row.store }) }, row.store),
  row.platform ?? '–',
  el('div', {}, state(row, now), ...(row.pausedSources ?? []).map((one) => sourceState(one, now))),
  pace(row),
  grouped(row.recent?.calls ?? 0),
  grouped(row.recent?.failures ?? 0),
];

const WHY: Readonly<Record<string, string>> = {
  unauthorized: 'the shop refuses the token',
  closed: 'the shop is closed',
  failing: 'most calls fail',
};

function state({ problem, pause }: StoreRow, now: number): HTMLElement {
  if (problem !== undefined) return el('span', {}, badge('invalid', 'bad'), ` ${problem}`);
  if (pause === undefined) return badge('working', 'good');
  const why = WHY[pause.reason] ?? 'calls are refused';
  const next = nextCall(pause.probeAt, now);
  return el('span', {}, badge('paused', 'warn'), ` ${words(pause.reason)}: ${why}; ${next}`);
}

/** A line below the state of the store: the shop is called, but the deliveries of this source wait. */
function sourceState({ source, asks, reason, probeAt }: PausedSource, now: number): HTMLElement {
  const why =
    reason === 'unauthorized' ? `${asks} refuses the credential` : `most calls to ${asks} fail`;
  const text = ` ${words(reason)}: ${why}; ${nextCall(probeAt, now)}`;
  return el('div', {}, badge(`source ${source} paused`, 'warn'), text);
}

const nextCall = (at: number, now: number): string =>
  at <= now ? 'next call soon' : `next call ${timeLeft(at, now)}`;

function pace({ pace: known }: StoreRow): string {
  if (known === undefined) return '–';
  const share = Math.round(known.share * 100);
  return `${known.perSecond} calls/s${share < 100 ? `, ${share} % of full pace after a 429` : ''}`;
}
