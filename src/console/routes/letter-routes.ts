import type { FastifyInstance } from 'fastify';
import type { RouteContext } from '../console-context.ts';
import { RequestRefused } from '../error-responses.ts';
import type {
  LetterFilter,
  LetterResponse,
  LettersResponse,
  SelectedLetters,
} from '../letter-responses.ts';
import type { JobStatus } from '../responses.ts';
import { refuseWhileBusy, startJob, refreshLetters } from './job-routes.ts';
import { SELECTED, selectedIds } from './selected-letters.ts';

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

/** The list as last read, and a job that reads it again. */
export function addLettersRoutes(app: FastifyInstance, context: RouteContext): void {
  app.get<ListRequest>(
    '/api/letters',
    { schema: listSchema },
    async ({ query }): Promise<LettersResponse> => {
      const { offset, ...filter } = query;
      return context.letterCache.page(filter, offset);
    },
  );
  app.post('/api/looks', async (_request, reply): Promise<JobStatus> =>
    startJob(context.jobs, reply, 'refresh', async (job) => refreshLetters(context, job)),
  );
}

interface DiscardRequest {
  readonly Body: SelectedLetters & {
    readonly why: string;
    /** The number of letters that the operator saw and typed. */
    readonly count: number;
  };
}

const discardSchema = {
  body: {
    type: 'object',
    required: ['filter', 'readAt', 'why', 'count'],
    properties: {
      ...SELECTED,
      why: { type: 'string', maxLength: 500 },
      count: { type: 'integer' },
    },
  },
} as const;

/** Removes letters for good. The operator has to give a reason and confirm the number of letters. */
export function addDiscardRoute(app: FastifyInstance, context: RouteContext): void {
  const { letters, jobs } = context;
  app.post<DiscardRequest>(
    '/api/discards',
    { schema: discardSchema },
    async ({ body }, reply): Promise<JobStatus> => {
      const why = body.why.trim();
      if (why === '') throw new RequestRefused('Enter why: the log keeps it.', 400);
      const ids = selectedIds(context, body);
      if (ids.length !== body.count) {
        throw new RequestRefused(
          'The number of letters has changed. Reload the page and select again.',
        );
      }
      return startJob(jobs, reply, 'discard', async (job) => {
        const result = await letters.discard(ids, why, job);
        // The discard is done even if this refresh fails.
        await refreshLetters(context, job).catch(() => undefined);
        return result;
      });
    },
  );
}

interface LetterRequest {
  readonly Params: { readonly messageId: string };
}

/** One letter, masked or revealed. */
export function addLetterRoutes(
  app: FastifyInstance,
  { letters, jobs }: Pick<RouteContext, 'letters' | 'jobs'>,
): void {
  const open = async (messageId: string, reveal: boolean): Promise<LetterResponse> => {
    refuseWhileBusy(jobs);
    const opened = await jobs.runNow('open', async (job) => letters.open(messageId, reveal, job));
    if (opened !== undefined) return opened;
    throw new RequestRefused(
      'This letter is not there: it was replayed, was discarded, has expired, or is in flight elsewhere. Refresh the list.',
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
