import type { LetterFile } from '../cli/dlq/letter-file.ts';
import { findLetter, type LetterList, listLetters } from '../dead-letters/list.ts';
import type { LettersProgress } from '../dead-letters/reading/session.ts';
import { type ReplayDeps, replayLetters } from '../dead-letters/replay/replay.ts';
import { discardLetters } from '../dead-letters/write.ts';
import { discardResult, replayResult } from './job-results.ts';
import type { JobContext, JobResult } from './jobs.ts';
import { toLetterResponse, toPredictionRow } from './letter-detail.ts';
import type { LetterResponse, PredictionRow } from './letter-responses.ts';

/** The speed of a replay, and when it stops. */
export interface ReplayPace {
  /** Letters a second. */
  readonly rate: number;
  /** Size of a canary: the rest follows only if at most `maxFailures` of these letters come back. */
  readonly first?: number;
  /** Stops when more letters than this come back. @default 0 with a canary, else no limit */
  readonly maxFailures?: number;
  /** Also replays letters that would fail or were replayed three times or more. */
  readonly force: boolean;
}

/** The operations on dead letters. Each rejects with `WaitError` if SQS cannot be reached. */
export interface LetterService {
  /** All letters, soonest expiry first. */
  list(job: JobContext): Promise<LetterList>;
  /** @returns undefined if the letter is gone or in flight. */
  open(messageId: string, reveal: boolean, job: JobContext): Promise<LetterResponse | undefined>;
  /** Leaves out letters that are gone or in flight. */
  predict(ids: readonly string[], job: JobContext): Promise<readonly PredictionRow[]>;
  replay(ids: readonly string[], pace: ReplayPace, job: JobContext): Promise<JobResult>;
  discard(ids: readonly string[], why: string, job: JobContext): Promise<JobResult>;
}

interface LetterServiceDeps {
  /** Opens both queues with the latest configuration; `signal` stops operations on them. */
  readonly open: (signal: AbortSignal) => ReplayDeps;
  /** Opens the file for copies of discarded letters. */
  readonly openCopy: () => LetterFile & { readonly path: string };
}

/** How long a replay waits for letters to come back, at most, in milliseconds. */
const SETTLE_MS = 20_000;

/** Uses the code of the `dlq` commands, so that page and commands behave the same. */
export function createLetterService({ open, openCopy }: LetterServiceDeps): LetterService {
  return {
    list: async ({ signal, onProgress }) => listLetters({}, open(signal), toProgress(onProgress)),
    async open(messageId, reveal, { signal, onProgress }) {
      const deps = open(signal);
      const letter = await findLetter(messageId, deps, toProgress(onProgress));
      return letter && (await toLetterResponse(letter, reveal, deps));
    },
    async predict(ids, { signal, onProgress }) {
      const selection = { messageIds: new Set(ids) };
      const options = { execute: false, brief: true };
      const dryRun = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return dryRun.perLetter.map(toPredictionRow);
    },
    async replay(ids, pace, { signal, onProgress }) {
      const selection = { messageIds: new Set(ids) };
      const options = { ...pace, execute: true, settleMs: SETTLE_MS, brief: true };
      const report = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return replayResult(report);
    },
    async discard(ids, why, { signal, onProgress }) {
      const copy = openCopy();
      const selection = { messageIds: new Set(ids) };
      const options = { why, execute: true };
      const deps = { ...open(signal), sink: copy };
      try {
        const report = await discardLetters(selection, options, deps, toProgress(onProgress));
        return discardResult(report, copy);
      } finally {
        await copy.close();
      }
    },
  };
}

const toProgress =
  (onProgress: JobContext['onProgress']) =>
  ({ phase, done, total = 0 }: LettersProgress): void => {
    onProgress({ phase, done, total });
  };
