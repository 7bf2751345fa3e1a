import { createLetterService } from '../../src/console/letter-service.ts';
import type { LetterService } from '../../src/console/letter-service.ts';
import type { DeadLetterMessage, DeadLetters } from '../../src/dead-letters/ports.ts';
import { aLetter, openLetterWorld, text } from '../support/letter-world.ts';

const SENT_AT = Date.parse('2026-11-22T08:00:00Z');
/** SQS's receipt handles are as long. */
const RECEIPT = 'r'.repeat(600);

/** A dead-letter queue that makes each letter when it is received: each of a source of its own, most of them broken. */
export function generatedLetters(count: number): DeadLetters {
  let next = 0;
  const toLetter = (at: number): DeadLetterMessage => {
    const id = `e-${at}`;
    const broken = at % 10 > 0;
    const content = aLetter({
      id,
      reason: broken ? 'invalid_signup' : 'unknown_store',
      attributes: {
        source: text(`/pos/till-${at}`),
        detail: text(
          `the signup is not valid: /customer/field${at} is not a known field (letter ${at})`,
        ),
      },
      ...(broken && { body: brokenBody(id) }),
    });
    return { ...content, messageId: `m-${at}`, receipt: `${RECEIPT}${at}`, sentAt: SENT_AT };
  };
  const all = async (receipts: readonly { readonly messageId: string }[]) =>
    new Set(receipts.map(({ messageId }) => messageId));
  return {
    receive: async () => {
      // As a network does, so that other work gets its turn.
      await new Promise((resolve) => setImmediate(resolve));
      const letters = Array.from({ length: Math.min(10, count - next) }, (_, at) =>
        toLetter(next + at),
      );
      next += letters.length;
      return letters;
    },
    renew: all,
    release: async () => void (next = 0),
    remove: all,
    depth: async () => ({
      waiting: count - next,
      inFlight: next,
      delayed: 0,
      at: SENT_AT + 3_600_000,
    }),
    retentionMs: async () => 14 * 86_400_000,
  };
}

/** Twenty mistakes in two kilobytes. */
const brokenBody = (id: string): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: '/pos',
    type: 'customer.signup',
    data: {
      store: 'ok',
      customer: { email: `${id}@example.com`, name: 'n'.repeat(1_500) },
      ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`unknownField${at}`, at])),
    },
  });

/** The service on such a queue. Its copies of discarded letters are dropped. */
export function serviceOf(deadLetters: DeadLetters): LetterService {
  const { deps } = openLetterWorld();
  return createLetterService({
    open: (signal) => ({ ...deps, deadLetters, signal }),
    openCopy: () => ({
      path: '/dropped',
      isUsed: () => true,
      append: async () => undefined,
      flush: async () => undefined,
      close: async () => undefined,
    }),
  });
}
