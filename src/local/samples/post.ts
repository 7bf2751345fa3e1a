import type { StoreSource } from '../../generated/types.ts';
import { type DeliveryFile, parseDeliveryFile } from '../../sources/delivery-file.ts';
import { sign } from '../../sources/verify/sign.ts';
import { sampleSecret, sampleSources } from './sources.ts';

/**
 * Posts a delivery as its tool does, with a signature of now.
 *
 * @param publicUrl base address of the local run, without a slash at its end.
 * @returns the status of the answer. @throws TypeError (of `fetch`) nothing answers at the address.
 */
export async function postDelivery(publicUrl: string, delivery: SampleDelivery): Promise<number> {
  const { url, headers } = signDelivery(delivery, { publicUrl, now: Date.now() });
  const { body } = delivery;
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
}

/** A delivery with its address and its signature. */
interface SignedDelivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Signs a delivery with the secret of its sample source. A tool that cannot sign gets the secret in its address; the
 * public form gets the origin of its page.
 *
 * @param options.publicUrl base address of the local run, without a slash at its end.
 * @param options.now milliseconds since the epoch.
 */
export function signDelivery(
  { store, tool, headers, body }: SampleDelivery,
  { publicUrl, now }: { readonly publicUrl: string; readonly now: number },
): SignedDelivery {
  const url = `${publicUrl}/webhooks/${encodeURIComponent(store)}/${encodeURIComponent(tool)}`;
  if (tool === 'html-form') return { url, headers: { ...headers, origin: publicUrl } };
  const secret = sampleSecret(tool);
  const source = sampleSources(publicUrl)[tool] ?? { tool };
  const signed = sign({ source, headers, body, url, secret }, now);
  return signed
    ? { url: `${url}${signed.query}`, headers: signed.headers }
    : { url: `${url}/${secret}`, headers };
}

/** A delivery of `events/webhooks/`, for a sample store. */
export interface SampleDelivery extends Omit<DeliveryFile, 'source'> {
  /** The tool, and the name of its source in the sample stores. */
  readonly tool: StoreSource['tool'];
}

/** Reads a webhook file; see `parseDeliveryFile`. @returns undefined for any other text. */
export function parseSampleDelivery(text: string, now: number): SampleDelivery | undefined {
  const { source, ...delivery } = parseDeliveryFile(text, now) ?? {};
  if (source === undefined || !('body' in delivery)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a source that does not exist is refused
  return { ...delivery, tool: source as StoreSource['tool'] };
}
