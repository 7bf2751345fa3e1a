import { countMessages } from './count-messages.ts';
import type { LocalServices } from './local-services.ts';

/** What is in the shops and on the dead-letter queue: counted there, not taken from any log. */
export async function inventory({ sqs, shopline, shoplazza }: LocalServices): Promise<string> {
  const { visible } = await countMessages(sqs.endpoint, sqs.deadLetters);
  return (
    `Customers now: ${shopline.customers().length} in tw-main, ` +
    `${shoplazza.customers().length} in us-main. Dead letters waiting: ${visible}.`
  );
}
