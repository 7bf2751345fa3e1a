import type { Clocks, Stamp } from '../delivery/platform-port.ts';

/** One event has set most fields of a customer: what it granted or said, and what it denied. */
type Packed = readonly [
  time: number,
  id: string,
  keys: readonly string[],
  denied?: readonly string[],
];

/** Clocks as short text: DynamoDB charges a write by the kilobyte of the item. */
export function packClocks(clocks: Clocks): string {
  const byEvent = Map.groupBy(Object.entries(clocks), ([, { time, id }]) => `${time} ${id}`);
  const packed = [...byEvent.values()].map((entries): Packed => {
    const keys = entries.flatMap(([key, { denied }]) => (denied ? [] : [key]));
    const denials = entries.flatMap(([key, { denied }]) => (denied ? [key] : []));
    const { time, id } = entries[0]?.[1] ?? { time: 0, id: '' };
    return denials.length > 0 ? [time, id, keys, denials] : [time, id, keys];
  });
  return JSON.stringify(packed);
}

/** What `packClocks` has packed. */
export function unpackClocks(text: string): Clocks {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes it
  const packed = JSON.parse(text) as readonly Packed[];
  const clocks = new Map<string, Stamp>();
  for (const [time, id, keys, denied = []] of packed) {
    for (const key of keys) clocks.set(key, { time, id });
    for (const key of denied) clocks.set(key, { time, id, denied: true });
  }
  return Object.fromEntries(clocks);
}
