import { claimedId, isBatch, unwrap } from '../../event/event.ts';
import { type DeliveryFile, parseDeliveryFile } from '../../sources/delivery-file.ts';
import { counted } from '../../util/counted.ts';
import { harmless } from '../../util/harmless.ts';
import { jsonMistake, readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** The two ways to send a file. Both reject with `SendError`. */
export interface SendTarget {
  /** @returns the id of the message. */
  readonly send: (body: string) => Promise<string>;
  /** @returns the tool of the signature, and the status of the answer. */
  readonly post: (
    delivery: DeliveryFile,
  ) => Promise<{ readonly tool: string; readonly status: number }>;
}

type SentFile =
  | {
      readonly kind: 'event';
      readonly eventId?: string;
      /** Events of a batch. */
      readonly events?: number;
      readonly messageId: string;
    }
  | {
      readonly kind: 'webhook';
      readonly store: string;
      readonly source: string;
      readonly tool: string;
      readonly status: number;
    };

/**
 * Puts the text of a file on the queue as it is; UTF-16 becomes UTF-8, a byte order mark is dropped. A file as in `events/webhooks/` is posted to its webhook address.
 *
 * @param options.raw sends any text to the queue. @throws SendError nothing was sent.
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
    return { kind: 'event', ...namesIn(body), messageId };
  }
  const { store, source } = delivery;
  const { tool, status } = await post(delivery);
  if (status >= 400) throw new SendError(`The webhook was refused with status ${status}.`);
  return { kind: 'webhook', store, source, tool, status };
}

export const describeSent = (sent: SentFile): string =>
  sent.kind === 'event'
    ? `Sent ${
        sent.events === undefined
          ? `event ${harmless(sent.eventId ?? 'without an id')}`
          : `a batch of ${counted(sent.events, 'event')}`
      } as message ${sent.messageId}.`
    : `Posted a signed webhook of ${sent.tool} for store ${sent.store}. The relay answered with status ${sent.status}.`;

function readBody(file: string, raw: boolean): string {
  let text: string;
  try {
    text = readInput(file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new SendError(error.message, { cause: error });
  }
  if (text === '') throw new SendError(`${file} is empty, and SQS accepts no empty message.`);
  const mistake = raw ? undefined : jsonMistake(text);
  if (mistake !== undefined)
    throw new SendError(`${file} is not JSON: ${mistake}. To send it anyway, add --raw.`);
  const content: unknown = raw ? undefined : JSON.parse(text);
  if (Array.isArray(content) && !isBatch(content))
    throw new SendError(
      `${file} is a list that holds no CloudEvents: send each entry from a file of its own. To send it anyway, add --raw.`,
    );
  return text;
}

/** The id of the event, or the number of events, also inside envelopes of AWS services. */
function namesIn(body: string): { readonly eventId?: string; readonly events?: number } {
  try {
    const content = unwrap(body);
    if (isBatch(content)) return { events: content.length };
    const eventId = claimedId(content);
    return eventId === undefined ? {} : { eventId };
  } catch {
    return {};
  }
}

/** Nothing was sent. The message is for the person at the terminal. */
export class SendError extends Error {
  override readonly name = 'SendError';
}
