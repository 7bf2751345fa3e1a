import type { FastifyInstance } from 'fastify';
import type { WorkAnswer } from '../answers.ts';
import { lookAgain } from '../look-again.ts';
import { Refused } from '../refused.ts';
import type { RouteParts } from '../route-context.ts';
import { CHOSEN, chosenIds, type ChosenLetters } from './selected-letters.ts';
import { startWork } from './start-job.ts';

interface Asked {
  readonly Body: ChosenLetters & {
    readonly why: string;
    /** How many the person was shown, and typed. */
    readonly count: number;
  };
}

const schema = {
  body: {
    type: 'object',
    required: ['filter', 'lookedAt', 'why', 'count'],
    properties: {
      ...CHOSEN,
      why: { type: 'string', maxLength: 500 },
      count: { type: 'integer' },
    },
  },
} as const;

/** Removes letters for good; needs a why, and the number of letters as the person saw it. */
export function addDiscardRoute(app: FastifyInstance, parts: RouteParts): void {
  const { letters, works } = parts;
  app.post<Asked>('/api/discards', { schema }, async ({ body }, reply): Promise<WorkAnswer> => {
    const why = body.why.trim();
    if (why === '') throw new Refused('Say why: it is kept in the log.', 400);
    const ids = chosenIds(parts, body);
    if (ids.length !== body.count) {
      throw new Refused('The number of letters is another one by now. Reload and choose again.');
    }
    return startWork(works, reply, 'discard', async (hands) => {
      const end = await letters.discard(ids, why, hands);
      // What was done is done, whether or not the queue can be looked at again.
      await lookAgain(parts, hands).catch(() => undefined);
      return end;
    });
  });
}
