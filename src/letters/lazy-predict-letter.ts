import { once } from '../util/once.ts';
import type { Letter } from '../dead-letters/letter.ts';
import type { PredictDeps } from '../dead-letters/predict/deps.ts';
import type { Prediction } from '../dead-letters/predict/prediction.ts';

const load = once(() => import('../dead-letters/predict/predict.ts'));

/** As `predictLetter`, loaded with the first letter: replays on a schedule mostly find none. */
export const lazyPredictLetter = async (letter: Letter, deps: PredictDeps): Promise<Prediction> =>
  (await load()).predictLetter(letter, deps);
