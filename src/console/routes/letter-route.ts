import type { FastifyInstance } from 'fastify';
import type { LetterAnswer } from '../letter-answers.ts';
import { Refused } from '../refused.ts';
import type { RouteParts } from '../route-context.ts';
import { refuseWhileBusy } from './start-job.ts';

interface Asked {
  readonly Params: { readonly messageId: string };
}

/** One letter, masked; and by asking again, by hand, as it is. */
export function addLetterRoutes(app: FastifyInstance, { letters, works }: RouteParts): void {
  const open = async (messageId: string, reveal: boolean): Promise<LetterAnswer> => {
    refuseWhileBusy(works);
    const opened = await letters.open(messageId, reveal);
    if (opened !== undefined) return opened;
    throw new Refused(
      'This letter is not there: it was replayed, discarded or has expired, or somebody else has it in hand. Look again.',
      404,
    );
  };
  app.get<Asked>('/api/letters/:messageId', async ({ params }) => open(params.messageId, false));
  app.post<Asked>('/api/letters/:messageId/reveal', async ({ params }) =>
    open(params.messageId, true),
  );
}
