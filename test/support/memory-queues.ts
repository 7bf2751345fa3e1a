import type { DeadLetterMessage, DeadLetters } from '../../src/dead-letters/ports.ts';
import type { Copy, Queue } from '../../src/message/queue-port.ts';

/** A message without the data that a queue adds. */
export type Content = Pick<DeadLetterMessage, 'body' | 'attributes' | 'groupId'>;

/** Both queues in memory, for operations on dead letters. */
export interface MemoryQueues {
  readonly deadLetters: DeadLetters;
  readonly queue: Queue;
  /** Adds a dead letter that was sent `ageMs` ago. @returns its message id. */
  readonly put: (content: Content, ageMs?: number) => string;
  /** All messages of a queue, visible or in flight. */
  readonly content: (queue: 'signups' | 'deadLetters') => readonly Content[];
  /** How many dead letters are in flight. */
  readonly inFlight: () => number;
  /** Removes all messages from `signups`. */
  readonly drain: () => readonly Content[];
}

const RETENTION_MS = 14 * 86_400_000;

/** @param now milliseconds since the epoch. */
export function createMemoryQueues(now: () => number): MemoryQueues {
  const letters = new Map<string, { readonly letter: DeadLetterMessage; hiddenUntil: number }>();
  const signups: Content[] = [];
  let ids = 0;
  let receives = 0;
  const put = ({ body, attributes, groupId }: Content, ageMs = 0): string => {
    const messageId = `letter-${(ids += 1)}`;
    const group = groupId === undefined ? {} : { groupId };
    const letter = { messageId, receipt: '', body, attributes, sentAt: now() - ageMs, ...group };
    letters.set(messageId, { letter, hiddenUntil: 0 });
    return messageId;
  };
  const waiting = () => [...letters.values()].filter(({ hiddenUntil }) => hiddenUntil <= now());
  const hide = (receipts: readonly { readonly messageId: string }[], until: number) => {
    const kept = receipts.flatMap(({ messageId }) => {
      const entry = letters.get(messageId);
      if (entry === undefined) return [];
      entry.hiddenUntil = until;
      return messageId;
    });
    return new Set(kept);
  };
  return {
    put,
    content: (queue) =>
      queue === 'signups' ? signups : [...letters.values()].map(({ letter }) => letter),
    inFlight: () => letters.size - waiting().length,
    drain: () => signups.splice(0),
    queue: {
      send: async (copies: readonly Copy[]) => {
        for (const { to, ...content } of copies) {
          if (to === 'signups') signups.push(content);
          else put(content);
        }
        return new Set(copies.map(({ key }) => key));
      },
    },
    deadLetters: {
      receive: async (leaseSeconds) => {
        const taken = waiting().slice(0, 10);
        for (const entry of taken) entry.hiddenUntil = now() + leaseSeconds * 1_000;
        const receipt = `r-${(receives += 1)}`;
        return taken.map(({ letter }) => Object.assign({}, letter, { receipt }));
      },
      renew: async (receipts, leaseSeconds) => hide(receipts, now() + leaseSeconds * 1_000),
      release: async (receipts) => void hide(receipts, 0),
      remove: async (receipts) =>
        new Set(receipts.flatMap(({ messageId }) => (letters.delete(messageId) ? messageId : []))),
      depth: async () => {
        const left = waiting().length;
        const at = Math.floor(now() / 1_000) * 1_000;
        return { waiting: left, inFlight: letters.size - left, delayed: 0, at };
      },
      retentionMs: async () => RETENTION_MS,
    },
  };
}
