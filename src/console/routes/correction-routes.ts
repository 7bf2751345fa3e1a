import type { FastifyInstance } from 'fastify';
import { CorrectionError } from '../../dead-letters/correct/values.ts';
import type { RouteContext } from '../console-context.ts';
import { RequestRefused } from '../error-responses.ts';
import type { CorrectionQuery, CorrectionResponse } from '../letter-responses.ts';
import { refreshLetters, refuseWhileBusy } from './job-routes.ts';

interface CorrectionRequest {
  readonly Params: { readonly messageId: string };
  readonly Body: Omit<CorrectionQuery, 'messageId'>;
}

const texts = { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 4_000 } } as const;

const correctionSchema = {
  body: {
    type: 'object',
    required: ['set', 'remove', 'why', 'hasProof', 'execute', 'reveal'],
    additionalProperties: false,
    properties: {
      set: texts,
      remove: texts,
      patch: { type: 'string', maxLength: 100_000 },
      why: { type: 'string', maxLength: 500 },
      hasProof: { type: 'boolean' },
      person: { type: 'integer', minimum: 1 },
      execute: { type: 'boolean' },
      reveal: { type: 'boolean' },
    },
  },
} as const;

/** Shows what a correction of one letter would do, and makes it. */
export function addCorrectionRoute(app: FastifyInstance, context: RouteContext): void {
  const { letters, jobs } = context;
  app.post<CorrectionRequest>(
    '/api/letters/:messageId/correction',
    { schema: correctionSchema },
    async ({ params: { messageId }, body }): Promise<CorrectionResponse> => {
      const why = body.why.trim();
      if (why === '')
        throw new RequestRefused('Enter why: the file of the original keeps it.', 400);
      if (body.set.length + body.remove.length === 0 && (body.patch ?? '').trim() === '')
        throw new RequestRefused('Enter a field or a patch: nothing would change.', 400);
      refuseWhileBusy(jobs);
      const corrected = await jobs
        .runNow('correct', async (job) => {
          const response = await letters.correct({ ...body, why, messageId }, job);
          // The correction is made even if this refresh fails.
          if (body.execute) await refreshLetters(context, job).catch(() => undefined);
          return response;
        })
        .catch((error: unknown) => {
          throw error instanceof CorrectionError ? new RequestRefused(error.message, 422) : error;
        });
      if (corrected !== undefined) return corrected;
      throw new RequestRefused(
        'This letter is not there: it was corrected, replayed or discarded, has expired, or is in flight elsewhere.',
        404,
      );
    },
  );
}
