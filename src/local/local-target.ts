import type { StoreSource } from '../generated/types.ts';
import type { DeliveryFile } from '../sources/delivery-file.ts';
import { AwsJsonError } from './aws/aws-json.ts';
import { postDelivery } from './samples/post.ts';
import { sendMessage } from './send-message.ts';
import type { SendOptions } from './send-options.ts';

/** The queue and the webhooks of a running `npm start`. @param fail what says why nothing was sent. */
export const createLocalTarget = (
  options: SendOptions,
  fail: (message: string, cause: unknown) => Error,
) => ({
  send: async (body: string): Promise<string> =>
    sendMessage(options, body).catch((error: unknown) => {
      throw error instanceof AwsJsonError
        ? fail(`The queue refused the message. ${error.message}`, error)
        : fail(
            `Nothing answers at ${options.endpoint}. Is npm start running? It prints its SQS endpoint.`,
            error,
          );
    }),
  post: async (delivery: DeliveryFile) => {
    const { source, ...rest } = delivery;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a source that does not exist is refused
    const tool = source as StoreSource['tool'];
    const status = await postDelivery(options.url, { ...rest, tool }).catch((error: unknown) => {
      throw fail(
        `Nothing answers at ${options.url}. Is npm start running? It prints the address of its webhooks.`,
        error,
      );
    });
    return { tool, status };
  },
});
