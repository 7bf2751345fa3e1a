import type { QueueSample, StoresResponse } from '../../responses.ts';
import type { LetterGroup } from '../../../dead-letters/list.ts';
import type { LettersResponse } from '../../letter-responses.ts';
import { lettersHref } from '../api.ts';
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
  const cells = TILES.map(([name, href, ofQueues]) => {
    const link = el('a', { href }, name);
    const value = el('dd', { class: 'value' }, '–');
    const more = el('dd', { class: 'more' });
    const element = el(
      'div',
      { class: `card tile ${ofQueues ? 'of-queues' : ''}` },
      el('dt', {}, link),
      value,
      more,
    );
    return { link, value, more, element };
  });
  const put = (at: number, [value, more, level]: Tile, href?: string): void => {
    const cell = cells[at];
    if (cell === undefined) return;
    fill(cell.value, value);
    fill(cell.more, more);
    cell.element.dataset['level'] = level ?? '';
    if (href !== undefined) cell.link.setAttribute('href', href);
  };
  return {
    element: el('dl', { class: 'tiles' }, ...cells.map(({ element }) => element)),
    update({ store, letters, stores, now }) {
      const sample = store.latest();
      put(0, waiting(sample));
      put(1, oldest(store));
      put(2, dead(sample));
      put(3, expiring(letters, now), hrefOf(letters?.firstToExpire));
      put(4, paused(stores));
    },
  };
}

/** Name, where its link leads, and whether it comes from the queues. */
const TILES = [
  ['Signups waiting', '#/queues', true],
  ['Oldest signup', '#/queues', true],
  ['Dead letters', '#/letters', true],
  ['Next to expire', '#/letters', true],
  ['Stores paused', '#/stores', false],
] as const;

/** The letters of a group, or all. */
const hrefOf = (group: LetterGroup | undefined): string =>
  group === undefined
    ? '#/letters'
    : lettersHref({ reason: group.reason, store: group.store ?? '', source: group.source ?? '' });

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
  if (letters?.readAt === undefined) return ['–', 'reading the dead letters'];
  const first = letters.firstToExpire;
  const read = `read at ${clock(letters.readAt)}`;
  if (first === undefined) return ['none', read];
  const level = first.soonestExpiry - now < URGENT_MS ? 'urgent' : undefined;
  return [timeLeft(first.soonestExpiry, now), read, level];
}

function paused(response: StoresResponse | undefined): Tile {
  if (response === undefined || response.problem !== undefined) return ['–', 'unknown'];
  const pausedStores = response.stores.filter(({ pause }) => pause !== undefined);
  const ofStores = pausedStores.map(({ store }) => store);
  const ofSources = response.stores.flatMap(({ store, pausedSources = [] }) =>
    pausedSources.map(({ source }) => `source ${store}/${source}`),
  );
  const names = [...ofStores, ...ofSources];
  return [
    grouped(pausedStores.length),
    names.length > 0 ? names.join(', ') : `of ${grouped(response.stores.length)} configured`,
    names.length > 0 ? 'attention' : undefined,
  ];
}
