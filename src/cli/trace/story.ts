import type { LetterSummary } from '../../dead-letters/letter.ts';
import { isOf } from './find-entries.ts';
import type { AttemptEntry, ReceiptEntry, SignupNames } from './log-entry.ts';

/** One thing that happened to a signup. Times in milliseconds since the epoch. */
export type Step =
  | (Omit<ReceiptEntry, 'kind' | 'id'> & { readonly step: 'received'; readonly id?: string })
  | {
      readonly step: 'replayed';
      /** Time of the next attempt: the replay itself is not logged. */
      readonly at: number;
      /** Number of replays so far, without redrives of SQS. */
      readonly replays?: number;
    }
  | (Omit<AttemptEntry, 'kind'> & {
      readonly step: 'attempt';
      /** Earliest time of the next attempt at a postponed signup. */
      readonly retryAt?: number;
    });

/** The history of one signup, in order of time. */
export interface Story extends SignupNames {
  /** Its W3C traces. */
  readonly traces: readonly string[];
  readonly steps: readonly Step[];
  /** Its letters in the dead-letter queue now. */
  readonly deadLetters: readonly LetterSummary[];
  /** The last outcome; `received` if there was no attempt. */
  readonly outcome: string;
}

interface StoryParts {
  /** Attempts at one signup, oldest first; none for a delivery that is still waiting. */
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

/** Signups sent straight to the queue have no receipt. The time `firstSeenAt` of their attempts stands for it. */
function receivedSteps({ attempts, receipts, deadLetters }: StoryParts): readonly Step[] {
  const byQueue = [...attempts, ...(attempts.length === 0 ? deadLetters : [])]
    .filter((each) => !('kind' in each && receipts.some((receipt) => isOf(each, receipt))))
    .flatMap(({ firstSeenAt }) => firstSeenAt ?? []);
  return [
    ...receipts.map((receipt) => {
      // Two functions write these lines: the receipt can be logged a moment after the attempt.
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
