import type { FastifyInstance } from 'fastify';
import type { OutcomesResponse, QueuesResponse, Session, StoresResponse } from '../responses.ts';
import type { RouteContext } from '../console-context.ts';
import { errorText } from '../error-responses.ts';

interface QueuesRequest {
  readonly Querystring: { readonly after: number };
}

type QueuesRouteContext = Pick<RouteContext, 'queueSampler' | 'now'>;

const queuesSchema = {
  querystring: {
    type: 'object',
    properties: { after: { type: 'number', default: 0 } },
  },
} as const;

export function addQueuesRoute(app: FastifyInstance, context: QueuesRouteContext): void {
  const { queueSampler, now } = context;
  app.get<QueuesRequest>(
    '/api/queues',
    { schema: queuesSchema },
    async ({ query }): Promise<QueuesResponse> => {
      const history = await queueSampler.history();
      const problem = queueSampler.problem();
      return {
        now: now(),
        samples: queueSampler.after(query.after),
        ...(problem !== undefined && { problem }),
        history,
      };
    },
  );
}

interface OutcomesRequest {
  readonly Querystring: { readonly minutes: number };
}

type OutcomesRouteContext = Pick<RouteContext, 'readOutcomes' | 'now'>;

const outcomesSchema = {
  querystring: {
    type: 'object',
    properties: { minutes: { type: 'integer', enum: [15, 60, 1440], default: 60 } },
  },
} as const;

export function addOutcomesRoute(app: FastifyInstance, context: OutcomesRouteContext): void {
  const { readOutcomes, now } = context;
  app.get<OutcomesRequest>(
    '/api/outcomes',
    { schema: outcomesSchema },
    async ({ query }): Promise<OutcomesResponse> => {
      const to = now();
      const from = to - query.minutes * 60_000;
      try {
        return await readOutcomes(from, to);
      } catch (error) {
        return { from, to, stores: [], problem: errorText(error) };
      }
    },
  );
}

export function addSessionRoute(app: FastifyInstance, context: Session): void {
  const { csrf, queueNames, reasons } = context;
  app.get('/api/session', async (): Promise<Session> => ({ csrf, queueNames, reasons }));
}

export function addStoresRoute(
  app: FastifyInstance,
  { listStores }: Pick<RouteContext, 'listStores'>,
): void {
  app.get('/api/stores', async (): Promise<StoresResponse> => {
    try {
      return { stores: await listStores() };
    } catch (error) {
      return { stores: [], problem: errorText(error) };
    }
  });
}
