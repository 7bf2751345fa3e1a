import { sign } from '../sources/verify/sign.ts';
import type { SampleDelivery } from './samples/delivery.ts';
import { sampleSecret } from './samples/sources.ts';

/** A delivery as its tool posts it to one of the sample sources. */
interface SignedDelivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Signs a delivery with the secret of the sample source, at its own time; the ones that cannot sign get the secret
 * into their address, and the public form the origin of its page.
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
  const signed = sign({ tool, headers, body, url, secret }, now);
  return signed ? { url, headers: signed } : { url: `${url}/${secret}`, headers };
}
