import type { OutcomesAnswer, StoreOutcomes } from '../../answers.ts';
import { get, messageOf, query } from '../api.ts';
import { el, fill } from '../dom.ts';
import { clock, count } from '../format.ts';
import { choice } from '../components/choice.ts';
import { table } from '../components/table.ts';
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

/** What became of the attempts per store, from the log of the function. */
export function outcomes(): { readonly element: HTMLElement; readonly close: () => void } {
  let minutes: number = SPANS[1].value;
  const counts = table('Outcomes per store', [
    { title: 'Store' },
    { title: 'Share' },
    ...OUTCOMES.map(([, title]) => ({ title, align: 'right' as const })),
  ]);
  const note = el('p', { class: 'quiet' }, 'Reading the log …');
  const load = async (): Promise<void> => {
    const asked = minutes;
    const answer = await get<OutcomesAnswer>(`/api/outcomes${query({ minutes })}`).catch(
      (error: unknown) => messageOf(error),
    );
    if (asked !== minutes) return;
    const read = typeof answer === 'string' ? undefined : answer;
    counts.update((read?.stores ?? []).map(toCells));
    counts.element.hidden = (read?.stores ?? []).length === 0;
    fill(note, typeof answer === 'string' ? answer : inWords(answer));
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

function inWords({ from, to, stores, onlySince, problem }: OutcomesAnswer): string {
  if (problem !== undefined) return problem;
  const span = `${clock(onlySince ?? from)} to ${clock(to)}`;
  if (stores.length === 0) return `No attempt was logged from ${span}.`;
  const text = `Attempts from ${span}, as the log of consume counts them; a postponed signup counts at every attempt.`;
  return onlySince === undefined
    ? text
    : `${text} There are too many lines to read all: only the latest are counted.`;
}

const toCells = ({ store, counts }: StoreOutcomes) => [
  store ?? 'not readable',
  share(counts),
  ...OUTCOMES.map(([name]) => {
    const value = counts[name] ?? 0;
    return el('span', { class: value === 0 ? 'zero' : `outcome ${name}` }, count(value));
  }),
];

/** The same numbers as lengths: for the eye only. */
function share(counts: Readonly<Record<string, number>>): HTMLElement {
  const bars = OUTCOMES.filter(([name]) => (counts[name] ?? 0) > 0).map(([name]) => {
    const bar = el('i', { class: name });
    bar.style.setProperty('flex-grow', String(counts[name]));
    return bar;
  });
  return el('div', { class: 'share', 'aria-hidden': 'true' }, ...bars);
}
