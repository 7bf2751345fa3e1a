import type { FastifyInstance } from 'fastify';
import type { WorkAnswer } from '../answers.ts';
import type { LetterFilter, LettersAnswer } from '../letter-answers.ts';
import { lookAgain } from '../look-again.ts';
import type { RouteParts } from '../route-context.ts';
import { startWork } from './start-job.ts';

interface Asked {
  readonly Querystring: Omit<LetterFilter, 'ids'> & { readonly offset: number };
}

const schema = {
  querystring: {
    type: 'object',
    properties: {
      reason: { type: 'string' },
      store: { type: 'string' },
      source: { type: 'string' },
      offset: { type: 'integer', minimum: 0, default: 0 },
    },
  },
} as const;

/** The list, as the last look saw it, and a new look. */
export function addLettersRoutes(app: FastifyInstance, parts: RouteParts): void {
  app.get<Asked>('/api/letters', { schema }, async ({ query }): Promise<LettersAnswer> => {
    const { offset, ...filter } = query;
    return parts.book.answer(filter, offset);
  });
  app.post('/api/looks', async (_request, reply): Promise<WorkAnswer> =>
    startWork(parts.works, reply, 'look', async (hands) => lookAgain(parts, hands)),
  );
}
