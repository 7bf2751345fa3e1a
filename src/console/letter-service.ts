import type { LetterFile } from '../cli/dlq/letter-file.ts';
import { annotateBody } from '../dead-letters/body/annotate.ts';
import { type DeadLetter, toSummary } from '../dead-letters/letter.ts';
import { findLetter, listLetters } from '../dead-letters/list.ts';
import type { PredictDeps } from '../dead-letters/predict/predict.ts';
import type { LettersProgress } from '../dead-letters/reading/session.ts';
import { judgeLetter } from '../dead-letters/replay/judge.ts';
import { type ReplayDeps, replayLetters } from '../dead-letters/replay/replay.ts';
import type { ReplayedLetter } from '../dead-letters/replay/report.ts';
import { discardLetters } from '../dead-letters/write.ts';
import type { LetterService } from './console-context.ts';
import { describeDiscard, describeReplay } from './describe-ends.ts';
import type { Hands } from './jobs.ts';
import type { LetterAnswer, PredictionRow } from './letter-answers.ts';

interface DeskDeps {
  /** Both queues and today's configuration; `signal` stops what is done with them. */
  readonly open: (signal: AbortSignal) => ReplayDeps;
  /** Where copies of discarded letters go. */
  readonly openCopy: () => LetterFile & { readonly path: string };
}

/** How long a replay watches for letters that come back, at most, in milliseconds. */
const SETTLE_MS = 20_000;

/** The dead letters of the queue, worked on by the code that the commands use. */
export function createLetterService({ open, openCopy }: DeskDeps): LetterService {
  return {
    list: async ({ signal, onProgress }) => listLetters({}, open(signal), toProgress(onProgress)),
    async open(messageId, reveal) {
      const ready = open(new AbortController().signal);
      const letter = await findLetter(messageId, ready);
      return letter && (await openLetter(letter, reveal, ready));
    },
    async predict(ids, { signal, onProgress }) {
      const selection = { ids, limit: ids.length };
      const options = { execute: false };
      const dryRun = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return dryRun.perLetter.map(toPredictionRow);
    },
    async replay(ids, pace, { signal, onProgress }) {
      const selection = { ids, limit: ids.length };
      const options = { ...pace, execute: true, settleMs: SETTLE_MS };
      const report = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return describeReplay(report);
    },
    async discard(ids, why, { signal, onProgress }) {
      const copy = openCopy();
      const selection = { ids, limit: ids.length };
      const deps = { ...open(signal), sink: copy };
      try {
        const options = { why, execute: true };
        return describeDiscard(
          await discardLetters(selection, options, deps, toProgress(onProgress)),
          copy,
        );
      } finally {
        await copy.close();
      }
    },
  };
}

const toProgress =
  (onProgress: Hands['onProgress']) =>
  ({ phase, done, total = 0 }: LettersProgress): void => {
    onProgress({ phase, done, total });
  };

/** The relay's own attributes; they never hold personal data. Whatever else there is came from the sender. */
const OURS: ReadonlySet<string> = new Set([
  'attempts',
  'detail',
  'eventId',
  'failedAt',
  'firstSeenAt',
  'notBefore',
  'reason',
  'replayedAt',
  'replays',
  'source',
  'store',
]);

const MASK = '•••';

/** A letter for reading: its errors beside their lines, and what would become of it today. */
async function openLetter(
  letter: DeadLetter,
  reveal: boolean,
  deps: PredictDeps,
): Promise<LetterAnswer> {
  const { prediction, leaveBecause: why } = await judgeLetter(letter, {}, deps);
  const summary = toSummary(letter);
  const action = why === undefined ? 'held back' : 'left';
  // What is wrong by today's rules has its places in the body; what was wrong at the time has words only.
  const problem = prediction.verdict === 'fails' ? prediction : summary;
  return {
    letter: summary,
    body: annotateBody(letter.message.body, withReason(problem, letter), { reveal }),
    revealed: reveal,
    today: toPredictionRow({ ...summary, prediction, action, ...(why !== undefined && { why }) }),
    attributes: Object.entries(letter.message.attributes)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { value }]) => ({
        name,
        value: reveal || OURS.has(name) ? toText(value) : MASK,
      })),
  };
}

const withReason = <T extends { readonly reason?: DeadLetter['reason'] }>(
  problem: T,
  { reason }: DeadLetter,
): T & { readonly reason: DeadLetter['reason'] } => ({
  ...problem,
  reason: problem.reason ?? reason,
});

const toText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : `${value.byteLength} bytes`;

/** What a dry run said about one letter. */
function toPredictionRow({
  messageId,
  eventId,
  reason,
  store,
  prediction,
  action,
  why,
}: ReplayedLetter): PredictionRow {
  const { verdict, shopDecides = false, reason: newReason, detail } = prediction;
  // A dry run leaves two kinds of letters: those that would fail, and those that were replayed too often.
  const needsForce = action === 'left' && verdict !== 'fails';
  return {
    messageId,
    ...(eventId !== undefined && { eventId }),
    ...(store !== undefined && { store }),
    reason,
    verdict,
    shopDecides,
    needsForce,
    ...(newReason !== undefined && { newReason }),
    text: detail ?? (needsForce ? (why ?? '') : ''),
  };
}
