import { readFileSync } from 'node:fs';
import { claimedId } from '../../event/event.ts';
import { unwrap } from '../../event/unwrap.ts';
import { type DeliveryFile, parseDeliveryFile } from '../../sources/delivery-file.ts';

/** Where a file goes. Both reject with `SendError`. */
export interface SendTarget {
  /** @returns the id of the message. */
  readonly send: (body: string) => Promise<string>;
  /** @returns the tool that it was signed for, and the status of the answer. */
  readonly post: (
    delivery: DeliveryFile,
  ) => Promise<{ readonly tool: string; readonly status: number }>;
}

/** What was sent. */
type SentFile =
  | { readonly kind: 'event'; readonly eventId?: string; readonly messageId: string }
  | {
      readonly kind: 'webhook';
      readonly store: string;
      readonly source: string;
      readonly tool: string;
      readonly status: number;
    };

/**
 * Puts the text of a file on the queue, byte for byte; posts one as in `events/webhooks/` to its webhook address.
 *
 * @param options.raw sends it to the queue whatever it is. @throws SendError nothing was sent.
 */
export async function sendFile(
  file: string,
  { raw, now }: { readonly raw: boolean; readonly now: number },
  { send, post }: SendTarget,
): Promise<SentFile> {
  const body = readBody(file, raw);
  const delivery = raw ? undefined : parseDeliveryFile(body, now);
  if (delivery === undefined) {
    const messageId = await send(body);
    const eventId = idIn(body);
    return { kind: 'event', ...(eventId !== undefined && { eventId }), messageId };
  }
  const { store, source } = delivery;
  const { tool, status } = await post(delivery);
  if (status >= 400) throw new SendError(`The webhook was refused with status ${status}.`);
  return { kind: 'webhook', store, source, tool, status };
}

export const describeSent = (sent: SentFile): string =>
  sent.kind === 'event'
    ? `Sent event ${sent.eventId ?? 'without an id'} as message ${sent.messageId}.`
    : `Posted a webhook of ${sent.tool} for ${sent.store}, signed; answered with status ${sent.status}.`;

function readBody(file: string, raw: boolean): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new SendError(`${file} cannot be read (${code}).`, { cause: error });
  }
  if (text === '') throw new SendError(`${file} is empty, and SQS takes no empty message.`);
  try {
    if (!raw) JSON.parse(text);
  } catch (error) {
    throw new SendError(`${file} is not JSON. To send it all the same, add --raw.`, {
      cause: error,
    });
  }
  return text;
}

/** Also inside the envelopes of AWS. */
function idIn(body: string): string | undefined {
  try {
    return claimedId(unwrap(body));
  } catch {
    return undefined;
  }
}

/** Nothing was sent; why, in words for the person at the terminal. */
export class SendError extends Error {
  override readonly name = 'SendError';
}
