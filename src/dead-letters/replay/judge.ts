import { once } from '../../util/once.ts';
import type { Letter } from '../letter.ts';
import type { PredictDeps } from '../predict/deps.ts';
import type { Prediction } from '../predict/prediction.ts';

/** A letter replayed so often is not replayed again by accident. */
const MOST_REPLAYS = 3;

/** A letter, what a replay would lead to, and whether it is to be replayed. */
export interface Judged {
  readonly letter: Letter;
  readonly prediction: Prediction;
  readonly needsForce: boolean;
  /** Set where it is to stay a dead letter. */
  readonly leaveBecause?: string;
}

export async function judgeLetter(
  letter: Letter,
  { force = false }: { readonly force?: boolean },
  deps: PredictDeps,
): Promise<Judged> {
  const needsForce = letter.replays >= MOST_REPLAYS;
  const { rehearse: _, ...withoutShop } = deps;
  // What stays anyway must not seem to those after it as if it had been delivered.
  const prediction = await lazyPredictLetter(letter, needsForce && !force ? withoutShop : deps);
  const leaveBecause = force ? undefined : whyLeave(letter, prediction, needsForce);
  return { letter, prediction, needsForce, ...(leaveBecause !== undefined && { leaveBecause }) };
}

function whyLeave(
  letter: Letter,
  { verdict, reason, outcome, detail }: Prediction,
  needsForce: boolean,
): string | undefined {
  if (verdict === 'fails') return `it would fail again as ${reason ?? letter.reason}`;
  if (needsForce)
    return `it was replayed ${letter.replays} times already; only --force replays it again`;
  return outcome === 'waits' ? `it would wait: ${detail ?? 'it is not its turn'}` : undefined;
}

const load = once(() => import('../predict/predict.ts'));

/** As `predictLetter`, loaded with the first letter: replays on a schedule mostly find none. */
const lazyPredictLetter = async (letter: Letter, deps: PredictDeps): Promise<Prediction> =>
  (await load()).predictLetter(letter, deps);
