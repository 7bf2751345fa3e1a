import type { AttemptedPart } from '../../consume/attempted.ts';
import { leftOutIn } from '../../consume/report.ts';
import type { Prediction } from './prediction.ts';

/** What the signups of one letter leave out, and which of their consents are unclear; each once. */
export function keptBackIn(
  parts: readonly Pick<AttemptedPart, 'part' | 'result'>[],
): Pick<Prediction, 'leftOut' | 'unclear'> {
  const all = parts.flatMap(({ part, result }) => leftOutIn(part, result).leftOut ?? []);
  const leftOut = new Map(all.map((one) => [`${one.path} ${one.rule}`, one]));
  const unclear = new Set(
    parts.flatMap(({ part }) => ('signup' in part ? (part.unclear ?? []) : [])),
  );
  return {
    ...(leftOut.size > 0 && { leftOut: [...leftOut.values()] }),
    ...(unclear.size > 0 && { unclear: [...unclear] }),
  };
}
