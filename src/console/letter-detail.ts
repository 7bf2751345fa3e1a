import { isOwnAttribute } from '../message/attributes.ts';
import { keptBackNotes } from '../event/left-out.ts';
import { annotateBody } from '../dead-letters/body/annotate.ts';
import { whyUncorrectable } from '../dead-letters/correct/people.ts';
import { type DeadLetter, toSummary } from '../dead-letters/letter.ts';
import type { PredictDeps } from '../dead-letters/predict/predict.ts';
import { judgeLetter } from '../dead-letters/replay/judge.ts';
import type { ReplayedLetter } from '../dead-letters/replay/report.ts';
import type { LetterResponse, PredictionRow } from './letter-responses.ts';

const MASK = '•••';

/** One letter for its page: body with errors, attributes, and the result of a replay now. */
export async function toLetterResponse(
  letter: DeadLetter,
  reveal: boolean,
  deps: PredictDeps,
): Promise<LetterResponse> {
  const { prediction, leaveBecause: why } = await judgeLetter(letter, {}, deps);
  const summary = toSummary(letter);
  const uncorrectable = whyUncorrectable(letter.message);
  const action = why === undefined ? 'held back' : 'left';
  // Errors of today's rules carry their place in the body; the stored ones are text only.
  const problem = prediction.verdict === 'fails' ? prediction : summary;
  return {
    letter: summary,
    body: annotateBody(letter.message.body, withReason(problem, letter), { reveal }),
    revealed: reveal,
    ...(uncorrectable !== undefined && { uncorrectable }),
    today: toPredictionRow({ ...summary, prediction, action, ...(why !== undefined && { why }) }),
    attributes: Object.entries(letter.message.attributes)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { value }]) => ({
        name,
        value: reveal || isShown(name, value, letter) ? toText(value) : MASK,
      })),
  };
}

/** Other programs can write attributes of the relay's names: only what has passed the checks of `toLetter` is shown. */
function isShown(name: string, value: string | Uint8Array, letter: DeadLetter): boolean {
  if (!isOwnAttribute(name) || typeof value !== 'string') return false;
  const { reason, detail, store, source, eventId } = letter;
  const texts: Readonly<Record<string, string | undefined>> = {
    reason,
    detail,
    store,
    source,
    eventId,
  };
  return name in texts ? texts[name] === value : COUNT_OR_TIME.test(value);
}

/** As the relay writes them. */
const COUNT_OR_TIME = /^(?:\d{1,6}|\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)$/;

const withReason = <T extends { readonly reason?: DeadLetter['reason'] }>(
  problem: T,
  { reason }: DeadLetter,
): T & { readonly reason: DeadLetter['reason'] } => ({
  ...problem,
  reason: problem.reason ?? reason,
});

const toText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : `${value.byteLength} bytes`;

export function toPredictionRow({
  messageId,
  eventId,
  reason,
  store,
  prediction,
  action,
  why,
}: ReplayedLetter): PredictionRow {
  const { verdict, shopDecides = false, reason: newReason, detail } = prediction;
  // A dry run leaves two kinds of letters: those that would fail, and those replayed too often.
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
    notes: keptBackNotes(prediction),
  };
}
