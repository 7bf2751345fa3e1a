import { once } from '../util/once.ts';
import type { Letter } from './letter.ts';
import type { PredictDeps } from './predict-deps.ts';
import type { Prediction } from './prediction.ts';

const load = once(() => import('./predict-letter.ts'));

/** As `predictLetter`, loaded with the first letter: replays on a schedule mostly find none. */
export const lazyPredictLetter = async (letter: Letter, deps: PredictDeps): Promise<Prediction> =>
  (await load()).predictLetter(letter, deps);
