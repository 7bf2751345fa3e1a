import type { SampleDelivery } from './delivery.ts';
import { signDelivery } from '../sign-delivery.ts';

/**
 * Posts a delivery, signed now, as its tool does.
 *
 * @param publicUrl base address of the local run, without a slash at its end.
 * @returns the status of the answer. @throws TypeError (of `fetch`) nothing answers there.
 */
export async function postDelivery(publicUrl: string, delivery: SampleDelivery): Promise<number> {
  const { url, headers } = signDelivery(delivery, { publicUrl, now: Date.now() });
  const { body } = delivery;
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
}
