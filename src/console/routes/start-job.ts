import type { FastifyReply } from 'fastify';
import type { WorkAnswer, WorkKind } from '../answers.ts';
import { Refused } from '../refused.ts';
import type { Hands, WorkEnd, Works } from '../jobs.ts';

/** Starts a piece of work and answers 202. @throws Refused something else is at work. */
export function startWork(
  works: Works,
  reply: FastifyReply,
  kind: WorkKind,
  run: (hands: Hands) => Promise<WorkEnd>,
): WorkAnswer {
  refuseWhileBusy(works);
  void reply.code(202);
  return works.start(kind, run);
}

/** @throws Refused something is at work. */
export function refuseWhileBusy(works: Works): void {
  const busy = works.current();
  if (busy !== undefined) {
    throw new Refused(`Something else is running (${busy.kind}). Wait for its end, or stop it.`);
  }
}
