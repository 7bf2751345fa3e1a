import { sendMessage } from '../../src/local/aws/queue-calls.ts';
import type { Embedded } from '../support/embedded.ts';
import { anEvent } from '../support/an-event.ts';

/** HTML that must never be rendered, in every field of a letter. Without spaces and quotes it is a valid identifier. */
export const EVIL = '<img/src=x/onerror=document.title=`hacked`>';
/** Turns the writing direction: what follows would read as another text. */
const TURNED = '\u202Egnp.exe\u2066';
const EVIL_NAME = '<b onmouseover="alert(1)">A</b>';
/** Personal data in the letters. */
export const PERSONAL = 'yawen.chen@example.com';

/** Puts dead letters of five groups on the queue, as `consume` writes them. */
export async function putDeadLetters(
  { sqs }: Pick<Embedded, 'sqs'>,
  now: number,
): Promise<readonly string[]> {
  const put = async (
    body: string,
    attributes: Readonly<Record<string, string>>,
    hoursAgo: number,
  ): Promise<string> => {
    const failedAt = new Date(now - hoursAgo * 3_600_000).toISOString();
    return sendMessage({ endpoint: sqs.endpoint, queueUrl: sqs.deadLetters.url }, body, {
      attempts: '1',
      failedAt,
      firstSeenAt: failedAt,
      ...attributes,
    });
  };
  const ids: string[] = [];
  // The store is configured by now, so a replay delivers this letter.
  const id = 'pos-101-0001';
  const unknown = anEvent({
    id,
    source: '/pos/taipei-101',
    data: { customer: { email: 'shopper.1@example.com', name: '林小明' } },
  });
  const unknownAttributes = { source: '/pos/taipei-101', store: 'tw-main', eventId: id };
  const unknownDetail =
    'no store "tw-main" is configured; put its configuration to Parameter Store';
  ids.push(
    await put(
      JSON.stringify(unknown),
      { ...unknownAttributes, reason: 'unknown_store', detail: unknownDetail },
      30,
    ),
  );
  const wrong = anEvent({
    id: 'web-1',
    source: '/web/popup',
    data: { customer: { email: PERSONAL, phone: '12' } },
  });
  const wrongAttributes = { source: '/web/popup', store: 'tw-main', eventId: 'web-1' };
  const wrongDetail = 'data/customer/phone is no possible phone';
  ids.push(
    await put(
      JSON.stringify(wrong),
      { ...wrongAttributes, reason: 'invalid_signup', detail: wrongDetail },
      5,
    ),
  );
  const refused = anEvent({
    id: 'fair-7',
    source: '/fair/2026',
    data: { store: 'us-main', customer: { email: 'grace@example.com' } },
  });
  const refusedAttributes = {
    source: '/fair/2026',
    store: 'us-main',
    eventId: 'fair-7',
    replays: '3',
  };
  const refusedDetail = 'the shop refused POST /customers with 422: … is not allowed';
  ids.push(
    await put(
      JSON.stringify(refused),
      { ...refusedAttributes, reason: 'rejected', detail: refusedDetail },
      52,
    ),
  );
  const evil = anEvent({
    id: EVIL,
    source: EVIL,
    data: { store: EVIL, customer: { email: 'x@example.com', name: EVIL_NAME + TURNED } },
  });
  const evilAttributes = { source: EVIL, store: EVIL, eventId: EVIL, sender: 'x@example.com' };
  ids.push(
    await put(
      JSON.stringify(evil),
      { ...evilAttributes, reason: 'unknown_store', detail: EVIL + TURNED },
      2,
    ),
  );
  ids.push(await put(`{"broken": ${EVIL}${TURNED}`, {}, 1));
  return ids;
}
