import type { FastifyInstance } from 'fastify';
import type { QueuesAnswer } from '../answers.ts';
import type { RouteParts } from '../route-context.ts';

interface Asked {
  readonly Querystring: { readonly after: number };
}

const schema = {
  querystring: {
    type: 'object',
    properties: { after: { type: 'number', default: 0 } },
  },
} as const;

export function addQueuesRoute(app: FastifyInstance, { watch, now }: RouteParts): void {
  app.get<Asked>('/api/queues', { schema }, async ({ query }): Promise<QueuesAnswer> => {
    const history = await watch.history();
    const problem = watch.problem();
    return {
      now: now(),
      samples: watch.after(query.after),
      ...(problem !== undefined && { problem }),
      history,
    };
  });
}
