import type { StoreRow, StoresResponse } from '../../responses.ts';
import { lettersHref } from '../api.ts';
import { el, fill } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { timeLeft, words } from '../format.ts';
import { badge } from '../components/badge.ts';
import { htmlTable } from '../components/table.ts';

interface Stores {
  readonly element: HTMLElement;
  readonly update: (response: StoresResponse | string, now: number) => void;
}

/** Every store with its circuit breaker and pace. */
export function storesTable(): Stores {
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
  state(row, now),
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
  const next =
    pause.probeAt <= now ? 'next call soon' : `next call ${timeLeft(pause.probeAt, now)}`;
  return el('span', {}, badge('paused', 'warn'), ` ${words(pause.reason)}: ${why}; ${next}`);
}

function pace({ pace: known }: StoreRow): string {
  if (known === undefined) return '–';
  const share = Math.round(known.share * 100);
  return `${known.perSecond} calls/s${share < 100 ? `, ${share} % of full pace after a 429` : ''}`;
}
