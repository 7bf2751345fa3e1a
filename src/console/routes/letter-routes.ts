import type { FastifyInstance } from 'fastify';
import type { JobAnswer } from '../answers.ts';
import type { LetterAnswer, LetterFilter, LettersAnswer } from '../letter-answers.ts';
import { lookAgain } from '../look-again.ts';
import { Refused } from '../refused.ts';
import type { RouteContext } from '../route-context.ts';
import { SELECTED, selectedIds, type SelectedLetters } from './selected-letters.ts';
import { refuseWhileBusy, startJob } from './start-job.ts';

interface ListRequest {
  readonly Querystring: Omit<LetterFilter, 'ids'> & { readonly offset: number };
}

const listSchema = {
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
export function addLettersRoutes(app: FastifyInstance, parts: RouteContext): void {
  app.get<ListRequest>(
    '/api/letters',
    { schema: listSchema },
    async ({ query }): Promise<LettersAnswer> => {
      const { offset, ...filter } = query;
      return parts.book.answer(filter, offset);
    },
  );
  app.post('/api/looks', async (_request, reply): Promise<JobAnswer> =>
    startJob(parts.jobs, reply, 'look', async (hands) => lookAgain(parts, hands)),
  );
}

interface DiscardRequest {
  readonly Body: SelectedLetters & {
    readonly why: string;
    /** How many the person was shown, and typed. */
    readonly count: number;
  };
}

const discardSchema = {
  body: {
    type: 'object',
    required: ['filter', 'lookedAt', 'why', 'count'],
    properties: {
      ...SELECTED,
      why: { type: 'string', maxLength: 500 },
      count: { type: 'integer' },
    },
  },
} as const;

/** Removes letters for good; needs a why, and the number of letters as the person saw it. */
export function addDiscardRoute(app: FastifyInstance, parts: RouteContext): void {
  const { letters, jobs } = parts;
  app.post<DiscardRequest>(
    '/api/discards',
    { schema: discardSchema },
    async ({ body }, reply): Promise<JobAnswer> => {
      const why = body.why.trim();
      if (why === '') throw new Refused('Say why: it is kept in the log.', 400);
      const ids = selectedIds(parts, body);
      if (ids.length !== body.count) {
        throw new Refused('The number of letters is another one by now. Reload and choose again.');
      }
      return startJob(jobs, reply, 'discard', async (hands) => {
        const end = await letters.discard(ids, why, hands);
        // What was done is done, whether or not the queue can be looked at again.
        await lookAgain(parts, hands).catch(() => undefined);
        return end;
      });
    },
  );
}

interface LetterRequest {
  readonly Params: { readonly messageId: string };
}

/** One letter, masked; and by asking again, by hand, as it is. */
export function addLetterRoutes(app: FastifyInstance, { letters, jobs }: RouteContext): void {
  const open = async (messageId: string, reveal: boolean): Promise<LetterAnswer> => {
    refuseWhileBusy(jobs);
    const opened = await letters.open(messageId, reveal);
    if (opened !== undefined) return opened;
    throw new Refused(
      'This letter is not there: it was replayed, discarded or has expired, or somebody else has it in hand. Look again.',
      404,
    );
  };
  app.get<LetterRequest>('/api/letters/:messageId', async ({ params }) =>
    open(params.messageId, false),
  );
  app.post<LetterRequest>('/api/letters/:messageId/reveal', async ({ params }) =>
    open(params.messageId, true),
  );
}
