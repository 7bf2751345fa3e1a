import { once } from '../../util/once.ts';
import type { DeadLetter } from '../letter.ts';
import type { PredictDeps } from '../predict/predict.ts';
import type { Prediction } from '../predict/prediction.ts';

/** From this many replays on, only `force` replays a letter again. */
const MOST_REPLAYS = 3;

/** A dead letter, the prediction, and the decision. */
export interface Judged {
  readonly letter: DeadLetter;
  readonly prediction: Prediction;
  readonly needsForce: boolean;
  /** Why the letter stays a dead letter; absent if it may be replayed. */
  readonly leaveBecause?: string;
}

export async function judgeLetter(
  letter: DeadLetter,
  { force = false }: { readonly force?: boolean },
  deps: PredictDeps,
): Promise<Judged> {
  const needsForce = letter.replays >= MOST_REPLAYS;
  const { dryRunAttempt: _, ...withoutShop } = deps;
  // A dry-run attempt shows its writes to later ones. A letter that stays must not leave such writes.
  const prediction = await lazyPredictLetter(letter, needsForce && !force ? withoutShop : deps);
  const leaveBecause = force ? undefined : whyLeave(letter, prediction, needsForce);
  return { letter, prediction, needsForce, ...(leaveBecause !== undefined && { leaveBecause }) };
}

function whyLeave(
  letter: DeadLetter,
  { verdict, reason, outcome, detail }: Prediction,
  needsForce: boolean,
): string | undefined {
  if (verdict === 'fails') return `it would fail again as ${reason ?? letter.reason}`;
  if (needsForce)
    return `it was replayed ${letter.replays} times already; only --force replays it again`;
  return outcome === 'waits'
    ? `it would wait: ${detail ?? 'the shop takes no calls now'}`
    : undefined;
}

const load = once(() => import('../predict/predict.ts'));

/** Loads `predictLetter` with the first letter, because most scheduled replays find none. */
const lazyPredictLetter = async (letter: DeadLetter, deps: PredictDeps): Promise<Prediction> =>
  (await load()).predictLetter(letter, deps);
