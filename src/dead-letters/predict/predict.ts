import { combineResults } from '../../consume/attempt.ts';
import type { Attempted } from '../../consume/attempted.ts';
import type { ConsumeDeps } from '../../consume/deps.ts';
import { type PrepareDeps, prepareMessage } from '../../consume/prepare.ts';
import type { Part, Prepared } from '../../consume/prepared.ts';
import type { Outcome } from '../../delivery/job.ts';
import { settle, type Settlement } from '../../delivery/settle.ts';
import { RejectedError } from '../../event/errors.ts';
import { readMessage } from '../../message/message.ts';
import { toRecord } from '../../message/to-record.ts';
import type { DeadLetter } from '../letter.ts';
import { replayCopy } from '../replay/copy.ts';
import type { DryRunAttempt } from './dry-run.ts';
import { keptBackIn } from './kept-back.ts';
import { failureOf, type Prediction, SHOP_REASONS, WRITE_REASONS } from './prediction.ts';

/** What predictions need: today's code and configuration, as `consume` has them. */
export interface PredictDeps extends PrepareDeps, Pick<ConsumeDeps, 'openPlatform'> {
  /** Asks ledger and shop for the result of an attempt. Without it, neither is asked. */
  readonly dryRunAttempt?: DryRunAttempt;
}

/**
 * Predicts the result of a replay. Runs the code of `consume` up to the first call to a shop, with today's
 * configuration. With a `dryRunAttempt` it asks the shop too. Changes nothing. Never rejects.
 */
export async function predictLetter(letter: DeadLetter, deps: PredictDeps): Promise<Prediction> {
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
  const unfetched = prepared.parts.find((part) => 'unfetched' in part);
  if (unfetched && 'unfetched' in unfetched)
    return { ...base, verdict: 'delivers', shopDecides: true, detail: unfetched.unfetched };
  if (deps.dryRunAttempt)
    return { ...base, ...(await askShop(letter, prepared, deps.dryRunAttempt)) };
  const kept = keptBackIn(prepared.parts.map((part) => ({ part, result: NOT_TRIED })));
  if (!SHOP_REASONS.has(letter.reason)) return { ...base, verdict: 'delivers', ...kept };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { ...base, verdict: 'delivers', shopDecides: true, detail: last, ...kept };
}

const NOT_TRIED = { outcome: 'unchanged', customerId: '', unheld: [] } as const;

export interface PartPrediction {
  readonly result: Outcome | { readonly outcome: 'skipped'; readonly why: string } | Settlement;
  readonly error?: unknown;
}

/** Predicts one signup of a letter, up to the first call to the shop. Never rejects. */
export async function predictPart(
  part: Part,
  now: number,
  { openPlatform }: Pick<PredictDeps, 'openPlatform'>,
): Promise<PartPrediction> {
  try {
    if ('error' in part) throw part.error;
    if ('skipped' in part) return { result: { outcome: 'skipped', why: part.skipped } };
    if ('record' in part)
      return { result: { outcome: 'skipped', why: 'it notes what the shop says' } };
    if ('unfetched' in part) return { result: NOT_TRIED };
    const platform = await openPlatform(part.store, NO_CALLS);
    const { unheld } = platform.fit(part.signup);
    return { result: { outcome: 'unchanged', customerId: '', unheld } };
  } catch (error) {
    const attempt = { attempts: 0, called: false, firstSeenAt: now, now, random: 0 };
    return { error, result: settle(error, { ...attempt, horizonMs: Infinity }) };
  }
}

function issuesOf(results: readonly PartPrediction[]): Pick<Prediction, 'issues'> {
  const { error } = results.find(({ error: one }) => one instanceof RejectedError) ?? {};
  const issues = error instanceof RejectedError ? error.issues : [];
  return issues.length > 0 ? { issues } : {};
}

/** `fit` makes no calls. */
const NO_CALLS = {
  remainingMs: () => 0,
  onCall: () => undefined,
  waitForSlot: async () => undefined,
};

/** Predicts a letter that passes the relay's own checks by a dry-run attempt, which asks ledger and shop. */
export async function askShop(
  letter: Pick<DeadLetter, 'reason' | 'detail'>,
  prepared: Prepared,
  dryRunAttempt: DryRunAttempt,
): Promise<Omit<Prediction, 'store' | 'issues'>> {
  const { settlement, parts } = await dryRunAttempt(prepared);
  if (settlement?.action === 'postpone')
    return { verdict: 'delivers', outcome: 'waits', detail: settlement.why };
  if (settlement !== undefined) return failureOf(settlement);
  const outcome = outcomeOf(parts);
  const kept = keptBackIn(parts);
  if (outcome === 'unchanged' || !WRITE_REASONS.has(letter.reason))
    return { verdict: 'delivers', outcome, ...kept };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { verdict: 'delivers', outcome, shopDecides: true, detail: last, ...kept };
}

/** Of several signups in one letter, the outcome that changes most. */
function outcomeOf(parts: Attempted['parts']): 'created' | 'updated' | 'unchanged' {
  const outcomes = new Set(
    parts.flatMap(({ result }) => ('outcome' in result ? result.outcome : [])),
  );
  if (outcomes.has('created')) return 'created';
  return outcomes.has('updated') ? 'updated' : 'unchanged';
}
