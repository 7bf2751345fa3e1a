import type { PlanAnswer, PredictionRow } from './letter-answers.ts';

/** A dry run that was made, with the letters that a replay of it may touch. */
export interface Plan {
  readonly id: string;
  readonly madeAt: number;
  /** Message ids that the dry run was asked for. */
  readonly asked: readonly string[];
  readonly predictions: readonly PredictionRow[];
}

export interface Plans {
  add(plan: Plan): void;
  get(id: string): Plan | undefined;
  /** A plan is replayed once: afterwards its letters are others. */
  take(id: string): Plan | undefined;
}

/** Older predictions are not to be relied upon, in milliseconds. */
const USABLE_MS = 1_800_000;
const MAX_PLANS = 20;

export function createPlans(now: () => number): Plans {
  const plans = new Map<string, Plan>();
  const get = (id: string): Plan | undefined => {
    const plan = plans.get(id);
    return plan !== undefined && now() - plan.madeAt < USABLE_MS ? plan : undefined;
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

/** Whether a replay is worth while. */
export const passes = ({ verdict, needsForce }: PredictionRow): boolean =>
  verdict !== 'fails' && !needsForce;

/** Rows in one answer. */
const PAGE_ROWS = 100;

/** What will not pass comes first: it is what somebody has to look at. */
export function toPlanAnswer(plan: Plan, offset: number): PlanAnswer {
  const { id, madeAt, asked, predictions } = plan;
  const sorted = predictions.toSorted((one, other) => Number(passes(one)) - Number(passes(other)));
  const count = (is: (row: PredictionRow) => boolean): number => predictions.filter(is).length;
  return {
    plan: id,
    madeAt,
    total: predictions.length,
    passing: count(passes),
    shopDecides: count((row) => passes(row) && row.shopDecides),
    needsForce: count(({ needsForce }) => needsForce),
    failing: count(({ verdict }) => verdict === 'fails'),
    missing: asked.length - predictions.length,
    predictions: sorted.slice(offset, offset + PAGE_ROWS),
  };
}
