import type { Clocks, Stamp } from '../relay/ports.ts';

/** A stamp, and the fields that carry it: one event sets most fields of a customer. */
type Packed = readonly [stamp: Stamp, keys: readonly string[]];

/** Clocks as short text: DynamoDB charges a write by the kilobyte of the item. */
export function packClocks(clocks: Clocks): string {
  const keysOf = new Map<string, string[]>();
  for (const [key, { time, id, denied }] of Object.entries(clocks)) {
    const stamp = JSON.stringify({ time, id, ...(denied && { denied }) });
    keysOf.set(stamp, [...(keysOf.get(stamp) ?? []), key]);
  }
  const packed = [...keysOf].map(([stamp, keys]) => `[${stamp},${JSON.stringify(keys)}]`);
  return `[${packed.join(',')}]`;
}

/** What `packClocks` has packed. */
export function unpackClocks(text: string): Clocks {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes it
  const packed = JSON.parse(text) as readonly Packed[];
  return Object.fromEntries(packed.flatMap(([stamp, keys]) => keys.map((key) => [key, stamp])));
}
