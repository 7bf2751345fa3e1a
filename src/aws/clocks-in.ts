import type { Clocks } from '../delivery/platform-port.ts';
import type { Item } from './ledger/attribute-values.ts';

/** What an item `customer#…` says; `undefined` where it says nothing yet. */
export const clocksIn = (item: Item | undefined): Clocks | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
  item?.['clocks'] as Clocks | undefined;
