import { readFileSync } from 'node:fs';
import { asRecord } from './as-record.ts';
import { AwsJsonError } from './aws-json.ts';
import { eventId } from './event-id.ts';
import { postDelivery } from './post-delivery.ts';
import { parseSampleDelivery, type SampleDelivery } from './sample-delivery.ts';
import { sendMessage } from './send-message.ts';
import { parseSendOptions, SEND_USAGE, type SendOptions } from './send-options.ts';

/** Why nothing was sent, in words for the person at the terminal. */
class SendError extends Error {
  override readonly name = 'SendError';
}

/** `npm run send`. @returns the exit code: 0, 1 where it was not sent, 2 for a wrong command line. */
export async function sendFile(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  let options: SendOptions;
  try {
    options = parseSendOptions(args, env);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${SEND_USAGE}`);
    return 2;
  }
  if (options.help || options.file === undefined) {
    console.log(SEND_USAGE);
    return 0;
  }
  try {
    const body = readBody(options.file, options.raw);
    const delivery = options.raw ? undefined : parseSampleDelivery(body, Date.now());
    console.log(delivery ? await post(options, delivery) : await send(options, body));
    console.log(
      'What becomes of it shows where npm start runs, together with how to see the customers.',
    );
    return 0;
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function readBody(file: string, raw: boolean): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = String(asRecord(error)['code']);
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

async function send(options: SendOptions, body: string): Promise<string> {
  try {
    const messageId = await sendMessage(options, body);
    return `Sent event ${eventId(body) ?? 'without an id'} as message ${messageId}.`;
  } catch (error) {
    if (error instanceof AwsJsonError) {
      throw new SendError(`The queue refused the message. ${error.message}`, { cause: error });
    }
    throw new SendError(
      `Nothing answers at ${options.endpoint}. Is npm start running? It prints its SQS endpoint.`,
      { cause: error },
    );
  }
}

async function post({ url }: SendOptions, delivery: SampleDelivery): Promise<string> {
  const { store, tool } = delivery;
  const status = await postDelivery(url, delivery).catch((error: unknown) => {
    throw new SendError(
      `Nothing answers at ${url}. Is npm start running? It prints the address of its webhooks.`,
      { cause: error },
    );
  });
  if (status >= 400) throw new SendError(`The webhook was refused with status ${status}.`);
  return `Posted a webhook of ${tool} for ${store}, signed; answered with status ${status}.`;
}
