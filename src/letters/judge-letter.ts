import type { Letter } from './letter.ts';
import type { PredictDeps } from './predict-deps.ts';
import { predictLetter } from './predict-letter.ts';
import type { Prediction } from './prediction.ts';

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
  const prediction = await predictLetter(letter, deps);
  const needsForce = letter.replays >= MOST_REPLAYS;
  const base = { letter, prediction, needsForce };
  if (force) return base;
  if (prediction.verdict === 'fails') {
    const leaveBecause = `it would fail again as ${prediction.reason ?? letter.reason}`;
    return { ...base, leaveBecause };
  }
  const often = `it was replayed ${letter.replays} times already; only --force replays it again`;
  return needsForce ? { ...base, leaveBecause: often } : base;
}
