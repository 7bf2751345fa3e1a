import type { LetterList } from '../dead-letters/list.ts';
import type { History, OutcomesAnswer, QueueSample, Session, StoreRow } from './answers.ts';
import type { LetterAnswer, PredictionRow } from './letter-answers.ts';
import type { Hands, JobEnd } from './jobs.ts';

/** How a replay is paced and when it stops. */
export interface ReplayPace {
  /** Letters a second. */
  readonly rate: number;
  /** A canary: so many go first, and the rest only if not too many of them come back. */
  readonly first?: number;
  /** Stops when more than this come back. @default 0 with a canary, else no limit */
  readonly maxFailures?: number;
  /** Also what would fail, and what was replayed three times or more. */
  readonly force: boolean;
}

/** What the console does with dead letters; all of it rejects with `WaitError` when SQS cannot be reached. */
export interface LetterService {
  /** Every letter, soonest expiry first. */
  list(hands: Hands): Promise<LetterList>;
  /** @returns undefined where it is gone, or in somebody's hand. */
  open(messageId: string, reveal: boolean): Promise<LetterAnswer | undefined>;
  /** Of those that can be seen. */
  predict(ids: readonly string[], hands: Hands): Promise<readonly PredictionRow[]>;
  replay(ids: readonly string[], pace: ReplayPace, hands: Hands): Promise<JobEnd>;
  discard(ids: readonly string[], why: string, hands: Hands): Promise<JobEnd>;
}

/** Everything that the console asks, so that its server knows neither AWS nor the clock. */
export interface ConsoleContext {
  readonly place: Session['place'];
  readonly reasons: Session['reasons'];
  readonly sampleQueues: () => Promise<QueueSample>;
  readonly readHistory: () => Promise<History>;
  readonly readOutcomes: (fromMs: number, toMs: number) => Promise<OutcomesAnswer>;
  readonly listStores: () => Promise<readonly StoreRow[]>;
  readonly letters: LetterService;
  readonly now: () => number;
  readonly newId: () => string;
}
