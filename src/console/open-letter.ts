import { annotateBody } from '../dead-letters/body/annotate.ts';
import { judgeLetter } from '../dead-letters/replay/judge.ts';
import { type Letter, toSummary } from '../dead-letters/letter.ts';
import type { PredictDeps } from '../dead-letters/predict/deps.ts';
import type { LetterAnswer } from './letter-answers.ts';
import { toPredictionRow } from './prediction-row.ts';

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
export async function openLetter(
  letter: Letter,
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
    body: annotateBody(letter.inHand.body, withReason(problem, letter), { reveal }),
    revealed: reveal,
    today: toPredictionRow({ ...summary, prediction, action, ...(why !== undefined && { why }) }),
    attributes: Object.entries(letter.inHand.attributes)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { value }]) => ({
        name,
        value: reveal || OURS.has(name) ? toText(value) : MASK,
      })),
  };
}

const withReason = <T extends { readonly reason?: Letter['reason'] }>(
  problem: T,
  { reason }: Letter,
): T & { readonly reason: Letter['reason'] } => ({ ...problem, reason: problem.reason ?? reason });

const toText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : `${value.byteLength} bytes`;
