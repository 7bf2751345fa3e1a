import type { DeliveryFile } from '../../sources/delivery-file.ts';
import { completeSource } from '../../sources/custom/presets.ts';
import { sign } from '../../sources/verify/sign.ts';
import { sampleSecret, sampleSources } from './sources.ts';

/**
 * Posts a delivery as its tool does, with a signature of now.
 *
 * @param publicUrl base address of the local run, without a slash at its end.
 * @returns the status of the answer. @throws TypeError (of `fetch`) nothing answers at the address.
 */
export async function postDelivery(publicUrl: string, delivery: DeliveryFile): Promise<number> {
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
  { store, source: name, headers, body }: DeliveryFile,
  { publicUrl, now }: { readonly publicUrl: string; readonly now: number },
): SignedDelivery {
  const url = `${publicUrl}/webhooks/${encodeURIComponent(store)}/${encodeURIComponent(name)}`;
  if (name === 'html-form') return { url, headers: { ...headers, origin: publicUrl } };
  const secret = sampleSecret(name);
  const source = completeSource(sampleSources(publicUrl)[name]);
  const signed = source && sign({ source, headers, body, url, secret }, now);
  return signed
    ? { url: `${url}${signed.query}`, headers: signed.headers }
    : { url: `${url}/${secret}`, headers };
}
