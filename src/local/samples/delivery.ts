import type { StoreSource } from '../../generated/types.ts';
import { type DeliveryFile, parseDeliveryFile } from '../../sources/delivery-file.ts';

/** A delivery of `events/webhooks/`. */
export interface SampleDelivery extends Omit<DeliveryFile, 'source'> {
  /** The source; the sample stores name each after its tool. */
  readonly tool: StoreSource['tool'];
}

/** Reads a sample from its file; see `parseDeliveryFile`. */
export function parseSampleDelivery(text: string, now: number): SampleDelivery | undefined {
  const { source, ...delivery } = parseDeliveryFile(text, now) ?? {};
  if (source === undefined || !('body' in delivery)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a source that does not exist is refused
  return { ...delivery, tool: source as StoreSource['tool'] };
}
