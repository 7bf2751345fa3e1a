import type { FastifyInstance } from 'fastify';
import type { OutcomesAnswer, QueuesAnswer, Session, StoresAnswer } from '../answers.ts';
import { wordsOf } from '../jobs.ts';
import type { RouteContext } from '../route-context.ts';

interface QueuesRequest {
  readonly Querystring: { readonly after: number };
}

const queuesSchema = {
  querystring: {
    type: 'object',
    properties: { after: { type: 'number', default: 0 } },
  },
} as const;

export function addQueuesRoute(app: FastifyInstance, { watch, now }: RouteContext): void {
  app.get<QueuesRequest>(
    '/api/queues',
    { schema: queuesSchema },
    async ({ query }): Promise<QueuesAnswer> => {
      const history = await watch.history();
      const problem = watch.problem();
      return {
        now: now(),
        samples: watch.after(query.after),
        ...(problem !== undefined && { problem }),
        history,
      };
    },
  );
}

interface OutcomesRequest {
  readonly Querystring: { readonly minutes: number };
}

const outcomesSchema = {
  querystring: {
    type: 'object',
    properties: { minutes: { type: 'integer', enum: [15, 60, 1440], default: 60 } },
  },
} as const;

export function addOutcomesRoute(app: FastifyInstance, { readOutcomes, now }: RouteContext): void {
  app.get<OutcomesRequest>(
    '/api/outcomes',
    { schema: outcomesSchema },
    async ({ query }): Promise<OutcomesAnswer> => {
      const to = now();
      const from = to - query.minutes * 60_000;
      try {
        return await readOutcomes(from, to);
      } catch (error) {
        return { from, to, stores: [], problem: wordsOf(error) };
      }
    },
  );
}

export function addSessionRoute(app: FastifyInstance, parts: RouteContext): void {
  const { csrf, place, reasons } = parts;
  app.get('/api/session', async (): Promise<Session> => ({ csrf, place, reasons }));
}

export function addStoresRoute(app: FastifyInstance, { listStores }: RouteContext): void {
  app.get('/api/stores', async (): Promise<StoresAnswer> => {
    try {
      return { stores: await listStores() };
    } catch (error) {
      return { stores: [], problem: wordsOf(error) };
    }
  });
}
