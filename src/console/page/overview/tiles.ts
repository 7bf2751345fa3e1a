import type { QueueSample, StoresAnswer } from '../../answers.ts';
import type { LettersAnswer } from '../../letter-answers.ts';
import { el, fill } from '../dom.ts';
import { clock, count, duration, timeLeft } from '../format.ts';
import type { QueueStore } from './queue-store.ts';

interface Tiles {
  readonly element: HTMLElement;
  readonly update: (facts: {
    readonly store: QueueStore;
    readonly letters: LettersAnswer | undefined;
    readonly stores: StoresAnswer | undefined;
    readonly now: number;
  }) => void;
}

/** What somebody who opens the console wants to know at a glance. */
export function tiles(): Tiles {
  const names = [
    'Signups waiting',
    'Oldest signup',
    'Dead letters',
    'Next to expire',
    'Stores paused',
  ];
  const cells = names.map((name) => {
    const value = el('dd', { class: 'value' }, '–');
    const more = el('dd', { class: 'more' });
    return {
      value,
      more,
      element: el('div', { class: 'card tile' }, el('dt', {}, name), value, more),
    };
  });
  const put = (at: number, [value, more, level]: Tile): void => {
    const cell = cells[at];
    if (cell === undefined) return;
    fill(cell.value, value);
    fill(cell.more, more);
    cell.element.dataset['level'] = level ?? '';
  };
  return {
    element: el('dl', { class: 'tiles' }, ...cells.map(({ element }) => element)),
    update({ store, letters, stores, now }) {
      const sample = store.latest();
      put(0, waiting(sample));
      put(1, oldest(store));
      put(2, dead(sample));
      put(3, expiring(letters, now));
      put(4, paused(stores));
    },
  };
}

/** Value, a word more, and whether it needs looking at. */
type Tile = readonly [string, string, ('look' | 'hurry' | undefined)?];
const HURRY_MS = 48 * 3_600_000;
const LATE_MS = 15 * 60_000;

const waiting = (sample: QueueSample | undefined): Tile =>
  sample === undefined
    ? ['–', 'not known yet']
    : [
        count(sample.signups.waiting),
        `${count(sample.signups.inFlight)} in flight, ${count(sample.signups.delayed)} delayed`,
      ];

function oldest(store: QueueStore): Tile {
  const point = store.ages(0).at(-1);
  if (point?.oldestSignupMs === undefined) return ['not known', 'CloudWatch alone knows it'];
  const level = point.oldestSignupMs > LATE_MS ? 'look' : undefined;
  return [duration(point.oldestSignupMs), `as of ${clock(point.at)}`, level];
}

function dead(sample: QueueSample | undefined): Tile {
  if (sample === undefined) return ['–', 'not known yet'];
  const { waiting: there, inFlight, delayed } = sample.deadLetters;
  const all = there + inFlight + delayed;
  const more = inFlight > 0 ? `${count(inFlight)} of them in hand` : 'waiting';
  return [count(all), all === 0 ? 'nothing failed' : more, all > 0 ? 'look' : undefined];
}

function expiring(letters: LettersAnswer | undefined, now: number): Tile {
  if (letters?.lookedAt === undefined) return ['–', 'open Dead letters to look'];
  const [first] = letters.groups;
  const seen = `as seen at ${clock(letters.lookedAt)}`;
  if (first === undefined) return ['none', seen];
  const level = first.soonestExpiry - now < HURRY_MS ? 'hurry' : undefined;
  return [timeLeft(first.soonestExpiry, now), seen, level];
}

function paused(answer: StoresAnswer | undefined): Tile {
  if (answer === undefined || answer.problem !== undefined) return ['–', 'not known'];
  const held = answer.stores.filter(({ pause }) => pause !== undefined);
  const names = held.map(({ store }) => store).join(', ');
  return [
    count(held.length),
    held.length > 0 ? names : `of ${count(answer.stores.length)}`,
    held.length > 0 ? 'look' : undefined,
  ];
}
