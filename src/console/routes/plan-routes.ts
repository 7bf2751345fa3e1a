import type { FastifyInstance } from 'fastify';
import type { RouteContext } from '../console-context.ts';
import { RequestRefused } from '../error-responses.ts';
import type { PlanResponse, SelectedLetters } from '../letter-responses.ts';
import type { ReplayPace } from '../letter-service.ts';
import { chosenOf, planText, toPlanResponse, type Which } from '../plans.ts';
import type { JobStatus } from '../responses.ts';
import { refreshLetters, refuseWhileBusy, startJob } from './job-routes.ts';
import { SELECTED, selectedIds } from './selected-letters.ts';

interface DryRunRequest {
  readonly Body: SelectedLetters;
}
interface PlanRequest {
  readonly Params: { readonly plan: string };
  readonly Querystring: { readonly offset: number };
}
interface ReplayRequest {
  readonly Params: { readonly plan: string };
  readonly Body: Omit<ReplayPace, 'force'> & {
    readonly which: Which;
    /** The number of letters that the operator saw and typed. Needed for `all`, because some of them will fail. */
    readonly count?: number;
  };
}

const dryRunSchema = {
  body: { type: 'object', required: ['filter', 'readAt'], properties: SELECTED },
} as const;
const planSchema = {
  querystring: {
    type: 'object',
    properties: { offset: { type: 'integer', minimum: 0, default: 0 } },
  },
} as const;
const replaySchema = {
  body: {
    type: 'object',
    required: ['which', 'rate'],
    properties: {
      which: { enum: ['passing', 'undecided', 'all'] },
      count: { type: 'integer' },
      rate: { type: 'number', minimum: 0.1, maximum: 300 },
      first: { type: 'integer', minimum: 1 },
      maxFailures: { type: 'integer', minimum: 0 },
    },
  },
} as const;

const PLAN_GONE =
  'This dry run cannot be replayed: it is older than 30 minutes or was already replayed. Start a new dry run.';

/** A dry run makes a plan. Only the letters of a plan can be replayed, and each plan only once. */
export function addPlanRoutes(app: FastifyInstance, context: RouteContext): void {
  const { letters, plans, jobs, now, newId } = context;
  app.post<DryRunRequest>(
    '/api/plans',
    { schema: dryRunSchema },
    async ({ body }, reply): Promise<JobStatus> => {
      const ids = selectedIds(context, body);
      return startJob(jobs, reply, 'dry run', async (job) => {
        const predictions = await letters.predict(ids, job);
        if (job.signal.aborted) return { text: 'Stopped. Nothing was changed.' };
        const plan = { id: newId(), madeAt: now(), selected: ids.length, predictions };
        plans.add(plan);
        return { text: planText(predictions), plan: plan.id };
      });
    },
  );
  app.get<PlanRequest>(
    '/api/plans/:plan',
    { schema: planSchema },
    async ({ params, query }): Promise<PlanResponse> => {
      const plan = plans.get(params.plan);
      if (plan === undefined) throw new RequestRefused(PLAN_GONE, 404);
      return toPlanResponse(plan, query.offset);
    },
  );
  app.post<ReplayRequest>(
    '/api/plans/:plan/replay',
    { schema: replaySchema },
    async ({ body, params }, reply): Promise<JobStatus> => {
      refuseWhileBusy(jobs);
      const { which, count, ...pace } = body;
      const plan = plans.get(params.plan);
      if (plan === undefined) throw new RequestRefused(PLAN_GONE);
      const chosen = chosenOf(plan, which);
      if (chosen.length === 0) throw new RequestRefused('None of these letters would pass.');
      if (which === 'all' && count !== chosen.length) {
        throw new RequestRefused(
          `Some of these letters would fail again. To replay them anyway, confirm their number: ${chosen.length}.`,
        );
      }
      plans.take(plan.id);
      const ids = chosen.map(({ messageId }) => messageId);
      return startJob(jobs, reply, 'replay', async (job) => {
        const result = await letters.replay(ids, { ...pace, force: which === 'all' }, job);
        // The replay is done even if this refresh fails.
        await refreshLetters(context, job).catch(() => undefined);
        return result;
      });
    },
  );
}
