import type { FastifyInstance } from 'fastify';
import type { OutcomesAnswer } from '../answers.ts';
import type { RouteParts } from '../route-context.ts';
import { wordsOf } from '../jobs.ts';

interface Asked {
  readonly Querystring: { readonly minutes: number };
}

const schema = {
  querystring: {
    type: 'object',
    properties: { minutes: { type: 'integer', enum: [15, 60, 1440], default: 60 } },
  },
} as const;

export function addOutcomesRoute(app: FastifyInstance, { readOutcomes, now }: RouteParts): void {
  app.get<Asked>('/api/outcomes', { schema }, async ({ query }): Promise<OutcomesAnswer> => {
    const to = now();
    const from = to - query.minutes * 60_000;
    try {
      return await readOutcomes(from, to);
    } catch (error) {
      return { from, to, stores: [], problem: wordsOf(error) };
    }
  });
}
