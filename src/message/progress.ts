/**
 * How far earlier runs came with a message of many signups. A signup is told by its place in the message. The delayed copy
 * carries it, in one attribute; a replay and a redrive begin anew.
 */
export interface DeliveryProgress {
  /** All signups of the message. With another number the mapping has changed, and the work begins anew. */
  readonly total: number;
  /** Those that were not tried since the last time that all were. */
  readonly todo: readonly number[];
  /** Those that can succeed later: they come after the others. */
  readonly again: readonly number[];
  /** Those that can never succeed as they are. */
  readonly failed: readonly number[];
  /** Attempts of the message once all have been tried. */
  readonly attempts: number;
}

/** Longest list of places, in characters: the attribute has to fit beside a large body. */
const MAX_LENGTH = 600;

/** More signups than any message holds. */
const MAX_TOTAL = 100_000;

const FORM = /^(\d{1,6});([\d,-]{0,600});([\d,-]{0,600});([\d,-]{0,600});(\d{1,6})$/;

/** As the attribute has it: `2500;400-2499;17,33;8;1`. */
export const encodeProgress = ({
  total,
  todo,
  again,
  failed,
  attempts,
}: DeliveryProgress): string =>
  [total, ...[todo, again, failed].map(encodePlaces), attempts].join(';');

/** @returns undefined for any other text: any sender can write one. */
export function decodeProgress(text: string | undefined): DeliveryProgress | undefined {
  const [, all = '', ...parts] = FORM.exec(text ?? '') ?? [];
  const total = Number(all);
  if (all === '' || total > MAX_TOTAL) return undefined;
  const [todo, again, failed] = parts.slice(0, 3).map((list) => decodePlaces(list, total));
  // Without work left, the message would have ended.
  if (!todo || !again || !failed || todo.length === 0) return undefined;
  return { total, todo, again, failed, attempts: Number(parts[3]) };
}

type Range = readonly [from: number, to: number];

/** A list that would be too long takes places between its own along: to deliver a signup twice changes nothing. */
function encodePlaces(places: readonly number[]): string {
  const sorted = [...new Set(places)].toSorted((a, b) => a - b);
  for (let gap = 1; ; gap *= 2) {
    const text = rangesOf(sorted, gap)
      .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
      .join(',');
    if (text.length <= MAX_LENGTH) return text;
  }
}

/** @param gap places that lie so close belong to one range. */
function rangesOf(sorted: readonly number[], gap: number): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const place of sorted) {
    const last = ranges.at(-1);
    if (last && place - last[1] <= gap) last[1] = place;
    else ranges.push([place, place]);
  }
  return ranges;
}

function decodePlaces(text: string, total: number): readonly number[] | undefined {
  const places: number[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const [, first = '', last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    const isAscending = first !== '' && from <= to && to < total && from > (places.at(-1) ?? -1);
    if (!isAscending) return undefined;
    for (let place = from; place <= to; place += 1) places.push(place);
  }
  return places;
}
