import { RejectedError } from '../errors.ts';
import { combineResults } from '../handlers/combine-results.ts';
import { readMessage } from '../handlers/message.ts';
import { prepareMessage } from '../handlers/prepare-message.ts';
import type { Part } from '../handlers/prepared.ts';
import type { Outcome } from '../relay/job.ts';
import { settle, type Settlement } from '../relay/settle.ts';
import type { Letter, LetterReason } from './letter.ts';
import type { PredictDeps } from './predict-deps.ts';
import type { Prediction } from './prediction.ts';
import { replayCopy } from './replay-copy.ts';
import { toRecord } from './to-record.ts';

/** Answers of the shop: our checks passed before, so that they pass again says little. */
const SHOP_REASONS: ReadonlySet<LetterReason> = new Set([
  'rejected',
  'identity_conflict',
  'contact_taken',
  'customer_not_found',
  'unauthorized',
]);

/**
 * Says what `consume` would make of a letter now, by running what `consume` runs before it calls a shop: with today's code
 * and configuration. Calls no shop and changes nothing. Never rejects.
 */
export async function predictLetter(letter: Letter, deps: PredictDeps): Promise<Prediction> {
  const now = deps.now();
  const { notBefore: _, ...message } = readMessage(toRecord(replayCopy(letter, now), now), now);
  const { parts, known } = await prepareMessage(message, deps);
  const results = parts.map((part) => predictPart(part, now, deps));
  const settlement = combineResults(results.map(({ result }) => result));
  const store = known.store ?? letter.store;
  const base = store === undefined ? {} : { store };
  if (settlement !== undefined) {
    const { error } = results.find(({ error: one }) => one instanceof RejectedError) ?? {};
    const issues = error instanceof RejectedError ? error.issues : [];
    return { ...base, ...failure(settlement), ...(issues.length > 0 && { issues }) };
  }
  const skipped = results.flatMap(({ result }) => ('why' in result ? result.why : []));
  if (skipped.length === results.length) {
    return { ...base, verdict: 'skipped', detail: [...new Set(skipped)].join('; ') };
  }
  if (!SHOP_REASONS.has(letter.reason)) return { ...base, verdict: 'delivers' };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { ...base, verdict: 'delivers', shopDecides: true, detail: last };
}

type Result = Outcome | { readonly outcome: 'skipped'; readonly why: string } | Settlement;

function predictPart(
  part: Part,
  now: number,
  { openPlatform }: PredictDeps,
): { readonly result: Result; readonly error?: unknown } {
  try {
    if ('error' in part) throw part.error;
    if ('skipped' in part) return { result: { outcome: 'skipped', why: part.skipped } };
    const { unheld } = openPlatform(part.store, NO_CALLS).fit(part.signup);
    return { result: { outcome: 'unchanged', customerId: '', unheld } };
  } catch (error) {
    const attempt = { attempts: 0, called: false, firstSeenAt: now, now, random: 0 };
    return { error, result: settle(error, { ...attempt, horizonMs: Infinity }) };
  }
}

/** `fit` is pure. */
const NO_CALLS = {
  remainingMs: () => 0,
  onCall: () => undefined,
  turn: async () => undefined,
};

function failure(settlement: Settlement): Pick<Prediction, 'verdict' | 'reason' | 'detail'> {
  if (settlement.action === 'deadLetter') {
    const { reason, detail } = settlement;
    return { verdict: 'fails', reason, detail };
  }
  const { action, why: detail } = settlement;
  // What must wait now for a store that nobody corrects ends like this.
  return { verdict: 'fails', reason: action === 'crash' ? 'crashed' : 'retries_exhausted', detail };
}
