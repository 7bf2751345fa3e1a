import { RejectedError } from '../../event/errors.ts';
import { combineResults } from '../../consume/combine-results.ts';
import { readMessage } from '../../message/message.ts';
import { prepareMessage } from '../../consume/prepare.ts';
import type { Part } from '../../consume/prepared.ts';
import type { Outcome } from '../../delivery/job.ts';
import { settle, type Settlement } from '../../delivery/settle.ts';
import { failureOf, type Prediction, SHOP_REASONS } from './prediction.ts';
import type { Letter } from '../letter.ts';
import type { PredictDeps } from './deps.ts';
import { askShop } from './ask-shop.ts';
import { replayCopy } from '../replay/copy.ts';
import { toRecord } from '../../message/to-record.ts';

/**
 * Says what `consume` would make of a letter now, by running what `consume` runs before it calls a shop: with today's code
 * and configuration. Where it can rehearse, it asks the shop as well. Changes nothing. Never rejects.
 */
export async function predictLetter(letter: Letter, deps: PredictDeps): Promise<Prediction> {
  const now = deps.now();
  const { notBefore: _, ...message } = readMessage(toRecord(replayCopy(letter, now), now), now);
  const prepared = await prepareMessage(message, deps);
  const results = await Promise.all(prepared.parts.map((part) => predictPart(part, now, deps)));
  const settlement = combineResults(results.map(({ result }) => result));
  const store = prepared.known.store ?? letter.store;
  const base = store === undefined ? {} : { store };
  if (settlement !== undefined) return { ...base, ...failureOf(settlement), ...issuesOf(results) };
  const skipped = results.flatMap(({ result }) => ('why' in result ? result.why : []));
  if (skipped.length === results.length) {
    return { ...base, verdict: 'skipped', detail: [...new Set(skipped)].join('; ') };
  }
  if (deps.rehearse) return { ...base, ...(await askShop(letter, prepared, deps.rehearse)) };
  if (!SHOP_REASONS.has(letter.reason)) return { ...base, verdict: 'delivers' };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { ...base, verdict: 'delivers', shopDecides: true, detail: last };
}

interface Result {
  readonly result: Outcome | { readonly outcome: 'skipped'; readonly why: string } | Settlement;
  readonly error?: unknown;
}

async function predictPart(
  part: Part,
  now: number,
  { openPlatform }: PredictDeps,
): Promise<Result> {
  try {
    if ('error' in part) throw part.error;
    if ('skipped' in part) return { result: { outcome: 'skipped', why: part.skipped } };
    const platform = await openPlatform(part.store, NO_CALLS);
    const { unheld } = platform.fit(part.signup);
    return { result: { outcome: 'unchanged', customerId: '', unheld } };
  } catch (error) {
    const attempt = { attempts: 0, called: false, firstSeenAt: now, now, random: 0 };
    return { error, result: settle(error, { ...attempt, horizonMs: Infinity }) };
  }
}

function issuesOf(results: readonly Result[]): Pick<Prediction, 'issues'> {
  const { error } = results.find(({ error: one }) => one instanceof RejectedError) ?? {};
  const issues = error instanceof RejectedError ? error.issues : [];
  return issues.length > 0 ? { issues } : {};
}

/** `fit` is pure. */
const NO_CALLS = {
  remainingMs: () => 0,
  onCall: () => undefined,
  waitForSlot: async () => undefined,
};
