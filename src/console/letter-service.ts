import { dirname } from 'node:path';
import { correctionLines } from '../cli/dlq/correct-command.ts';
import { correctionTexts, rowOf } from '../cli/dlq/describe-correction.ts';
import { closing, type LetterFile } from '../cli/dlq/letter-file.ts';
import { jsonMistake } from '../cli/read-input.ts';
import type { Changes } from '../dead-letters/correct/changes.ts';
import { CorrectionError } from '../dead-letters/correct/values.ts';
import { type CorrectDeps, correctLetter } from '../dead-letters/correct/correct.ts';
import { findLetter, type LetterList, listLetters } from '../dead-letters/list.ts';
import type { LettersProgress } from '../dead-letters/reading/session.ts';
import { type ReplayDeps, replayLetters } from '../dead-letters/replay/replay.ts';
import type { ReplayReport } from '../dead-letters/replay/report.ts';
import { discardLetters, type DiscardReport } from '../dead-letters/write.ts';
import { counted } from '../util/counted.ts';
import type { JobContext, JobResult } from './jobs.ts';
import { toLetterResponse, toPredictionRow } from './letter-detail.ts';
import type {
  CorrectionQuery,
  CorrectionResponse,
  LetterResponse,
  PredictionRow,
} from './letter-responses.ts';

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
  /** @returns undefined if the letter is gone or in flight. @throws CorrectionError it cannot be corrected as asked. */
  correct(query: CorrectionQuery, job: JobContext): Promise<CorrectionResponse | undefined>;
}

interface LetterServiceDeps {
  /** Opens both queues with the latest configuration; `signal` stops operations on them. */
  readonly open: (signal: AbortSignal) => ReplayDeps;
  /** Opens the file for copies of discarded letters, or for the original of a corrected one. */
  readonly openCopy: (what: 'discarded' | 'corrected') => LetterFile & { readonly path: string };
  readonly openCorrection: () => Promise<Pick<CorrectDeps, 'digest' | 'archive'>>;
  /** Login of the operator. */
  readonly by: string;
}

/** How long a replay waits for letters to come back, at most, in milliseconds. */
const SETTLE_MS = 20_000;

/** Uses the code of the `dlq` commands, so that page and commands behave the same. */
export function createLetterService(deps: LetterServiceDeps): LetterService {
  const { open, openCopy } = deps;
  return {
    list: async ({ signal, onProgress }) => listLetters({}, open(signal), toProgress(onProgress)),
    async open(messageId, reveal, { signal, onProgress }) {
      const reading = open(signal);
      const letter = await findLetter(messageId, reading, toProgress(onProgress));
      return letter && (await toLetterResponse(letter, reveal, reading));
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
    correct: async (query, job) => correct(query, job, deps),
    async discard(ids, why, { signal, onProgress }) {
      const copy = openCopy('discarded');
      const selection = { messageIds: new Set(ids) };
      const options = { why, execute: true };
      const discarding = { ...open(signal), sink: copy };
      try {
        const report = await discardLetters(selection, options, discarding, toProgress(onProgress));
        return discardResult(report, copy);
      } finally {
        await copy.close();
      }
    },
  };
}

/** @throws CorrectionError it is not JSON. */
function readPatch(text: string): NonNullable<Changes['patch']> {
  const name = 'The patch';
  const mistake = jsonMistake(text);
  if (mistake !== undefined) throw new CorrectionError(`${name} is not JSON: ${mistake}.`);
  return { name, value: JSON.parse(text) };
}

/** Uses the code of `dlq correct`. */
async function correct(
  { messageId, reveal, ...query }: CorrectionQuery,
  { signal, onProgress }: JobContext,
  { open, openCopy, openCorrection, by }: LetterServiceDeps,
): Promise<CorrectionResponse | undefined> {
  const { set, remove, patch: text = '', ...request } = query;
  const patch = text.trim() === '' ? undefined : readPatch(text);
  const sink = openCopy('corrected');
  const earlierLines = () => correctionLines(dirname(sink.path));
  const deps = { ...open(signal), ...(await openCorrection()), sink, earlierLines };
  const asked = {
    ...request,
    id: messageId,
    by,
    changes: { set, remove, ...(patch && { patch }) },
  };
  const report = await closing(sink, () => correctLetter(asked, deps, toProgress(onProgress)));
  if (report === undefined) return undefined;
  const { step, plan } = report;
  const { correctionOf, eventId, person, changes, prediction } = plan;
  const { head, about, end } = correctionTexts(report, sink.path);
  return {
    step,
    correctionOf,
    eventId,
    ...(person && { person }),
    changes: changes.map((change) => rowOf(change, reveal)),
    passes: prediction.verdict !== 'fails',
    head,
    about,
    ...(end !== undefined && { end }),
  };
}

const toProgress =
  (onProgress: JobContext['onProgress']) =>
  ({ phase, done, total = 0 }: LettersProgress): void => {
    onProgress({ phase, done, total });
  };

const STOPPED: Readonly<Record<NonNullable<ReplayReport['stopped']>, string>> = {
  failures: 'Stopped: too many letters came back.',
  signal: 'Stopped early: the letters not yet replayed are still in the dead-letter queue.',
  time: 'Stopped: the time limit was reached.',
  limit: '',
};

export function replayResult(report: ReplayReport): JobResult {
  const { replayed, perLetter, cameBack, stopped } = report;
  const left = perLetter.filter(({ action }) => action === 'left').length;
  const isStopped = stopped !== undefined && stopped !== 'limit';
  const texts = [
    `${counted(replayed, 'letter')} replayed.`,
    left > 0 &&
      `${counted(left, 'letter')} not replayed: they would fail, or the queue did not accept them.`,
    cameBack.length > 0 &&
      `${counted(cameBack.length, 'letter')} came back: ${reasonsOf(cameBack)}.`,
    cameBack.length === 0 && replayed > 0 && !isStopped && 'None has come back so far.',
    isStopped && STOPPED[stopped],
  ];
  const needsAttention = cameBack.length > 0 || left > 0 || isStopped;
  return { text: texts.filter((text) => text !== false).join(' '), needsAttention };
}

/** `rejected 3, invalid signup 1`. */
function reasonsOf(cameBack: ReplayReport['cameBack']): string {
  const counts = new Map<string, number>();
  for (const { reason } of cameBack) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`).join(', ');
}

export function discardResult(
  { removed, left, stopped }: DiscardReport,
  copy: { readonly path: string; readonly isUsed: () => boolean },
): JobResult {
  const texts = [
    `${counted(removed, 'letter')} discarded.`,
    copy.isUsed() && `The copy is in ${copy.path}. To restore it, run signup-relay dlq import.`,
    left.length > 0 &&
      `${counted(left.length, 'letter')} could not be removed and may still be there.`,
    stopped === 'signal' && 'Stopped early: the rest was not changed.',
  ];
  return {
    text: texts.filter((text) => text !== false).join(' '),
    needsAttention: left.length > 0 || stopped === 'signal',
  };
}
