import type { QueueSample, StoresResponse } from '../../responses.ts';
import type { LettersResponse } from '../../letter-responses.ts';
import { el, fill } from '../dom.ts';
import { duration } from '../../../cli/output/format.ts';
import { grouped } from '../../../util/counted.ts';
import { clock, timeLeft } from '../format.ts';
import type { QueueStore } from './queue-store.ts';

interface Tiles {
  readonly element: HTMLElement;
  readonly update: (facts: {
    readonly store: QueueStore;
    readonly letters: LettersResponse | undefined;
    readonly stores: StoresResponse | undefined;
    readonly now: number;
  }) => void;
}

/** The numbers that an operator needs first. */
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

/** Value, explanation, and how urgent it is. */
type Tile = readonly [string, string, ('attention' | 'urgent' | undefined)?];
const URGENT_MS = 48 * 3_600_000;
const LATE_MS = 15 * 60_000;

const waiting = (sample: QueueSample | undefined): Tile =>
  sample === undefined
    ? ['–', 'no data yet']
    : [
        grouped(sample.signups.waiting),
        `${grouped(sample.signups.inFlight)} in flight, ${grouped(sample.signups.delayed)} delayed`,
      ];

function oldest(store: QueueStore): Tile {
  const point = store.ages(0).at(-1);
  if (point?.oldestSignupMs === undefined) return ['unknown', 'needs CloudWatch'];
  const level = point.oldestSignupMs > LATE_MS ? 'attention' : undefined;
  return [duration(point.oldestSignupMs), `as of ${clock(point.at)}`, level];
}

function dead(sample: QueueSample | undefined): Tile {
  if (sample === undefined) return ['–', 'no data yet'];
  const { waiting: visible, inFlight, delayed } = sample.deadLetters;
  const all = visible + inFlight + delayed;
  const more = inFlight > 0 ? `${grouped(inFlight)} of them in flight` : 'waiting';
  return [grouped(all), all === 0 ? 'nothing to do' : more, all > 0 ? 'attention' : undefined];
}

function expiring(letters: LettersResponse | undefined, now: number): Tile {
  if (letters?.readAt === undefined) return ['–', 'open Dead letters first'];
  const [first] = letters.groups;
  const read = `read at ${clock(letters.readAt)}`;
  if (first === undefined) return ['none', read];
  const level = first.soonestExpiry - now < URGENT_MS ? 'urgent' : undefined;
  return [timeLeft(first.soonestExpiry, now), read, level];
}

function paused(response: StoresResponse | undefined): Tile {
  if (response === undefined || response.problem !== undefined) return ['–', 'unknown'];
  const pausedStores = response.stores.filter(({ pause }) => pause !== undefined);
  const pausedNames = pausedStores.map(({ store }) => store).join(', ');
  return [
    grouped(pausedStores.length),
    pausedStores.length > 0 ? pausedNames : `of ${grouped(response.stores.length)} configured`,
    pausedStores.length > 0 ? 'attention' : undefined,
  ];
}
