import { counted, grouped } from '../util/counted.ts';
import type { PlanResponse, PredictionRow } from './letter-responses.ts';

/** The result of a dry run. A replay of the plan replays only these letters. */
export interface Plan {
  readonly id: string;
  readonly madeAt: number;
  /** How many letters were selected; some may be gone since. */
  readonly selected: number;
  readonly predictions: readonly PredictionRow[];
}

export interface Plans {
  add(plan: Plan): void;
  get(id: string): Plan | undefined;
  /** Removes the plan: it can be replayed once only, because its predictions are then out of date. */
  take(id: string): Plan | undefined;
}

/** Predictions expire after 30 minutes, in milliseconds. */
const TTL_MS = 1_800_000;
const MAX_PLANS = 20;
/** Predictions of all plans together, without the latest plan: a plan can be as large as the queue. */
const MAX_ROWS = 50_000;

export function createPlans(now: () => number): Plans {
  const plans = new Map<string, Plan>();
  const get = (id: string): Plan | undefined => {
    const plan = plans.get(id);
    return plan !== undefined && now() - plan.madeAt < TTL_MS ? plan : undefined;
  };
  return {
    get,
    add(plan) {
      const older = [...plans.values()].toReversed();
      plans.clear();
      let rows = 0;
      const kept = older.filter(({ predictions }, at) => {
        rows += predictions.length;
        return rows <= MAX_ROWS && at < MAX_PLANS - 1;
      });
      for (const each of [...kept.toReversed(), toSorted(plan)]) plans.set(each.id, each);
    },
    take(id) {
      const plan = get(id);
      plans.delete(id);
      return plan;
    },
  };
}

type Kind = 'failing' | 'needsForce' | 'shopDecides' | 'passing';

/** In the order of the list: what an operator has to decide comes first. */
const KINDS: readonly Kind[] = ['failing', 'needsForce', 'shopDecides', 'passing'];

function kindOf({ verdict, needsForce, shopDecides }: PredictionRow): Kind {
  if (verdict === 'fails') return 'failing';
  if (needsForce) return 'needsForce';
  return shopDecides ? 'shopDecides' : 'passing';
}

const toSorted = (plan: Plan): Plan => ({
  ...plan,
  predictions: plan.predictions.toSorted(
    (one, other) => KINDS.indexOf(kindOf(one)) - KINDS.indexOf(kindOf(other)),
  ),
});

/** Which letters of a plan to replay: those that pass, also those that the shop decides, or also those that would fail. */
export type Which = 'passing' | 'undecided' | 'all';

export function chosenOf({ predictions }: Plan, which: Which): readonly PredictionRow[] {
  const left = { passing: 3, undecided: 2, all: 0 }[which];
  return predictions.filter((row) => KINDS.indexOf(kindOf(row)) >= left);
}

const countOf = (rows: readonly PredictionRow[], kind: Kind): number =>
  rows.filter((row) => kindOf(row) === kind).length;

/** `3 of 10 letters would pass. The shop decides about 2.` */
export function planText(rows: readonly PredictionRow[]): string {
  const undecided = countOf(rows, 'shopDecides');
  const text = `${grouped(countOf(rows, 'passing'))} of ${counted(rows.length, 'letter')} would pass.`;
  return undecided === 0 ? text : `${text} The shop decides about ${grouped(undecided)}.`;
}

const PAGE_ROWS = 100;

export function toPlanResponse(plan: Plan, offset: number): PlanResponse {
  const { id, madeAt, selected, predictions } = plan;
  return {
    plan: id,
    madeAt,
    total: predictions.length,
    passing: countOf(predictions, 'passing'),
    shopDecides: countOf(predictions, 'shopDecides'),
    needsForce: countOf(predictions, 'needsForce'),
    failing: countOf(predictions, 'failing'),
    skipped: predictions.filter(({ verdict, needsForce }) => verdict === 'skipped' && !needsForce)
      .length,
    missing: selected - predictions.length,
    predictions: predictions.slice(offset, offset + PAGE_ROWS),
  };
}
