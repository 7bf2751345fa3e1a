import type { PlanResponse, PredictionRow } from './letter-responses.ts';

/** The result of a dry run. A replay of the plan replays only these letters. */
export interface Plan {
  readonly id: string;
  readonly madeAt: number;
  /** Message ids that were selected; some may be gone since. */
  readonly selected: readonly string[];
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

export function createPlans(now: () => number): Plans {
  const plans = new Map<string, Plan>();
  const get = (id: string): Plan | undefined => {
    const plan = plans.get(id);
    return plan !== undefined && now() - plan.madeAt < TTL_MS ? plan : undefined;
  };
  return {
    get,
    add(plan) {
      plans.set(plan.id, plan);
      const [oldest] = plans.keys();
      if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
    },
    take(id) {
      const plan = get(id);
      plans.delete(id);
      return plan;
    },
  };
}

/** Whether a replay without `force` is expected to succeed. */
export const passes = ({ verdict, needsForce }: PredictionRow): boolean =>
  verdict !== 'fails' && !needsForce;

const PAGE_ROWS = 100;

/** Letters that would not pass come first, because the operator has to decide about them. */
export function toPlanResponse(plan: Plan, offset: number): PlanResponse {
  const { id, madeAt, selected, predictions } = plan;
  const sorted = predictions.toSorted((one, other) => Number(passes(one)) - Number(passes(other)));
  const count = (matches: (row: PredictionRow) => boolean): number =>
    predictions.filter(matches).length;
  return {
    plan: id,
    madeAt,
    total: predictions.length,
    passing: count(passes),
    shopDecides: count((row) => passes(row) && row.shopDecides),
    needsForce: count(({ needsForce }) => needsForce),
    failing: count(({ verdict }) => verdict === 'fails'),
    missing: selected.length - predictions.length,
    predictions: sorted.slice(offset, offset + PAGE_ROWS),
  };
}
