import type { OutcomesResponse, StoreOutcomes } from '../../responses.ts';
import { get, lettersHref, messageOf, query } from '../api.ts';
import { el, fill } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { clock, dateAndClock, HOUR } from '../format.ts';
import { choice } from '../components/choice.ts';
import { htmlTable } from '../components/table.ts';
import { repeat } from '../view.ts';

const SPANS = [
  { value: 15, text: '15 min' },
  { value: 60, text: '1 h' },
  { value: 1_440, text: '24 h' },
] as const;
const OUTCOMES = [
  ['created', 'Created'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['skipped', 'Skipped'],
  ['postponed', 'Postponed'],
  ['dead_lettered', 'Dead letters'],
  ['crashed', 'Crashed'],
] as const;
const GAP_MS = 30_000;

/** Attempts per store and outcome, from the log of `consume`. */
export function outcomes(): { readonly element: HTMLElement; readonly close: () => void } {
  let minutes: number = SPANS[1].value;
  const counts = htmlTable('Outcomes per store', [
    { title: 'Store' },
    { title: 'Share' },
    ...OUTCOMES.map(([, title]) => ({ title, align: 'right' as const })),
  ]);
  const note = el('p', { class: 'quiet' }, 'Reading the log …');
  const load = async (): Promise<void> => {
    const requested = minutes;
    const response = await get<OutcomesResponse>(`/api/outcomes${query({ minutes })}`).catch(
      (error: unknown) => messageOf(error),
    );
    if (requested !== minutes) return;
    const stores = typeof response === 'string' ? [] : response.stores;
    counts.update(stores.map(toCells));
    counts.element.hidden = stores.length === 0;
    fill(note, typeof response === 'string' ? response : describe(response));
  };
  let stop = repeat(load, GAP_MS);
  const spans = choice('Time counted', SPANS, minutes, (value) => {
    minutes = value;
    stop();
    fill(note, 'Reading the log …');
    stop = repeat(load, GAP_MS);
  });
  const element = el(
    'section',
    { 'aria-labelledby': 'outcomes' },
    el('div', { class: 'head' }, el('h2', { id: 'outcomes' }, 'Outcomes per store'), spans),
    el('div', { class: 'card' }, counts.element, note),
  );
  return {
    element,
    close: () => {
      stop();
    },
  };
}

function describe({ from, to, stores, onlySince, problem }: OutcomesResponse): string {
  if (problem !== undefined) return problem;
  const start = onlySince ?? from;
  const time = to - start < HOUR * 12 ? clock : dateAndClock;
  const span = `${time(start)} to ${time(to)}`;
  if (stores.length === 0) return `No attempts in the log of consume, ${span}.`;
  const text = `Attempts in the log of consume, ${span}. A postponed signup counts once per attempt.`;
  return onlySince === undefined
    ? text
    : `${text} Too many log lines: only the latest are counted.`;
}

const toCells = ({ store, counts }: StoreOutcomes) => [
  el('a', { href: lettersHref({ store: store ?? '' }) }, store ?? '(no store)'),
  share(counts),
  ...OUTCOMES.map(([name]) => {
    const value = counts[name] ?? 0;
    return el('span', { class: value === 0 ? 'zero' : `outcome ${name}` }, grouped(value));
  }),
];

/** The counts as a bar. Hidden from screen readers, because the table has the numbers. */
function share(counts: Readonly<Record<string, number>>): HTMLElement {
  const bars = OUTCOMES.filter(([name]) => (counts[name] ?? 0) > 0).map(([name]) => {
    const bar = el('i', { class: name });
    bar.style.setProperty('flex-grow', String(counts[name]));
    return bar;
  });
  return el('div', { class: 'share', 'aria-hidden': 'true' }, ...bars);
}
