import type { FastifyInstance } from 'fastify';
import type { JobAnswer } from '../answers.ts';
import type { PlanAnswer } from '../letter-answers.ts';
import type { ReplayPace } from '../console-context.ts';
import { letterCount } from '../letter-count.ts';
import { lookAgain } from '../look-again.ts';
import { passes, toPlanAnswer } from '../plans.ts';
import { Refused } from '../refused.ts';
import type { RouteContext } from '../route-context.ts';
import { SELECTED, selectedIds, type SelectedLetters } from './selected-letters.ts';
import { refuseWhileBusy, startJob } from './start-job.ts';

interface Made {
  readonly Body: SelectedLetters;
}
interface Asked {
  readonly Params: { readonly plan: string };
  readonly Querystring: { readonly offset: number };
}
interface Replayed {
  readonly Params: { readonly plan: string };
  readonly Body: Omit<ReplayPace, 'force'> & { readonly which: 'passing' | 'all' };
}

const made = {
  body: { type: 'object', required: ['filter', 'lookedAt'], properties: SELECTED },
} as const;
const asked = {
  querystring: {
    type: 'object',
    properties: { offset: { type: 'integer', minimum: 0, default: 0 } },
  },
} as const;
const replayed = {
  body: {
    type: 'object',
    required: ['which', 'rate'],
    properties: {
      which: { enum: ['passing', 'all'] },
      rate: { type: 'number', minimum: 0.1, maximum: 300 },
      first: { type: 'integer', minimum: 1 },
      maxFailures: { type: 'integer', minimum: 0 },
    },
  },
} as const;

const GONE =
  'This dry run cannot be replayed: it is older than 30 minutes, or was replayed already. Make a new one.';

/** A dry run makes a plan; only the letters of a plan can be replayed, and each plan once. */
export function addPlanRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { letters, plans, jobs, now, newId } = parts;
  app.post<Made>('/api/plans', { schema: made }, async ({ body }, reply): Promise<JobAnswer> => {
    const ids = selectedIds(parts, body);
    return startJob(jobs, reply, 'dry run', async (hands) => {
      const predictions = await letters.predict(ids, hands);
      if (hands.signal.aborted) return { text: 'Stopped. Nothing was changed.' };
      const plan = { id: newId(), madeAt: now(), asked: ids, predictions };
      plans.add(plan);
      const passing = predictions.filter(passes).length;
      const text = `${passing.toLocaleString('en')} of ${letterCount(predictions.length)} would pass.`;
      return { text, plan: plan.id };
    });
  });
  app.get<Asked>(
    '/api/plans/:plan',
    { schema: asked },
    async ({ params, query }): Promise<PlanAnswer> => {
      const plan = plans.get(params.plan);
      if (plan === undefined) throw new Refused(GONE, 404);
      return toPlanAnswer(plan, query.offset);
    },
  );
  app.post<Replayed>(
    '/api/plans/:plan/replay',
    { schema: replayed },
    async ({ body, params }, reply) => {
      refuseWhileBusy(jobs);
      const { which, ...pace } = body;
      const plan = plans.get(params.plan);
      if (plan === undefined) throw new Refused(GONE);
      const chosen = plan.predictions.filter((row) => which === 'all' || passes(row));
      if (chosen.length === 0) throw new Refused('None of these letters will pass.');
      plans.take(plan.id);
      const ids = chosen.map(({ messageId }) => messageId);
      return startJob(jobs, reply, 'replay', async (hands) => {
        const end = await letters.replay(ids, { ...pace, force: which === 'all' }, hands);
        // What was done is done, whether or not the queue can be looked at again.
        await lookAgain(parts, hands).catch(() => undefined);
        return end;
      });
    },
  );
}
