import type { LetterSummary } from '../../dead-letters/letter.ts';
import { isOf } from './find-entries.ts';
import type { AttemptEntry, ReceiptEntry } from './log-entry.ts';

/** One thing that happened to a signup. Times in milliseconds since the epoch. */
export type Step =
  | (Omit<ReceiptEntry, 'kind' | 'id'> & { readonly step: 'received'; readonly id?: string })
  | {
      readonly step: 'replayed';
      /** It came back between its dead letter and this. */
      readonly at: number;
      /** How often until then; SQS's own redrive does not count. */
      readonly replays?: number;
    }
  | (Omit<AttemptEntry, 'kind'> & {
      readonly step: 'attempt';
      /** When a postponed one is tried again at the earliest. */
      readonly retryAt?: number;
    });

/** What became of one signup, in order. */
export interface Story {
  readonly eventId?: string;
  readonly source?: string;
  readonly type?: string;
  readonly store?: string;
  readonly platform?: string;
  /** Of the shop, once it is known. */
  readonly customerId?: string;
  /** W3C traces that it belongs to. */
  readonly traces: readonly string[];
  readonly steps: readonly Step[];
  /** What waits in the dead-letter queue now. */
  readonly deadLetters: readonly LetterSummary[];
  /** What the last of it was: an outcome; `received` where no attempt is known. */
  readonly outcome: string;
}

interface StoryParts {
  /** Of one signup, the oldest first; of a delivery that nobody has tried yet there are none. */
  readonly attempts: readonly AttemptEntry[];
  readonly receipts: readonly ReceiptEntry[];
  readonly deadLetters: readonly LetterSummary[];
}

export function tellStory(parts: StoryParts): Story {
  const { attempts, receipts, deadLetters } = parts;
  const last = attempts.at(-1);
  const [receipt] = receipts;
  const [letter] = deadLetters;
  const store = latest(attempts, 'store') ?? receipt?.store ?? letter?.store;
  const eventId = last?.eventId ?? letter?.eventId ?? receipt?.id;
  const traces = [...attempts, ...receipts].flatMap(({ trace }) => trace ?? []);
  return {
    ...defined({
      eventId,
      source: last?.source ?? letter?.source ?? webhookOf(receipt),
      type: latest(attempts, 'type'),
      store,
      platform: latest(attempts, 'platform'),
      customerId: latest(attempts, 'customerId'),
    }),
    traces: [...new Set(traces)],
    steps: [...receivedSteps(parts), ...attemptSteps(attempts)].toSorted((a, b) => a.at - b.at),
    deadLetters,
    outcome: last?.outcome ?? (letter ? 'dead_lettered' : 'received'),
  };
}

/** A message tells when it was first seen: so what came straight from the queue is known to have come, and how often. */
function receivedSteps({ attempts, receipts, deadLetters }: StoryParts): readonly Step[] {
  const byQueue = [...attempts, ...(attempts.length === 0 ? deadLetters : [])]
    .filter((each) => !('kind' in each && receipts.some((receipt) => isOf(each, receipt))))
    .flatMap(({ firstSeenAt }) => firstSeenAt ?? []);
  return [
    ...receipts.map((receipt) => {
      // Two functions write these lines: the one of the receipt can come a moment after the one of the attempt.
      const tried = attempts.filter((each) => isOf(each, receipt)).map(({ at }) => at);
      const at = Math.min(receipt.at, ...tried);
      return { step: 'received' as const, ...withoutKind(receipt), at };
    }),
    ...[...new Set(byQueue)].map((at) => ({ step: 'received' as const, at })),
  ];
}

function attemptSteps(attempts: readonly AttemptEntry[]): readonly Step[] {
  return attempts.flatMap((entry, index): readonly Step[] => {
    const attempt = withoutKind(entry);
    const before = attempts[index - 1];
    const { at, replays, retryInMs } = attempt;
    const cameBack =
      replays > (before?.replays ?? 0) || (before?.outcome === 'dead_lettered' && index > 0);
    return [
      ...(cameBack ? [{ step: 'replayed' as const, at, ...(replays > 0 && { replays }) }] : []),
      {
        step: 'attempt',
        ...attempt,
        ...(retryInMs !== undefined && { retryAt: at + retryInMs }),
      },
    ];
  });
}

function withoutKind<T extends { readonly kind: unknown }>(entry: T): Omit<T, 'kind'> {
  const { kind: _, ...rest } = entry;
  return rest;
}

const webhookOf = (receipt: ReceiptEntry | undefined): string | undefined =>
  receipt && `/webhooks/${receipt.store}/${receipt.source}`;

const latest = (
  attempts: readonly AttemptEntry[],
  name: 'store' | 'type' | 'platform' | 'customerId',
): string | undefined => attempts.findLast((each) => each[name] !== undefined)?.[name];

const defined = <K extends string>(
  texts: Readonly<Record<K, string | undefined>>,
): Partial<Record<K, string>> => {
  const found: Partial<Record<K, string>> = {};
  for (const name in texts) if (texts[name] !== undefined) found[name] = texts[name];
  return found;
};
