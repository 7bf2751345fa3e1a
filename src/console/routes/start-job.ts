import type { FastifyReply } from 'fastify';
import type { JobAnswer, JobKind } from '../answers.ts';
import { Refused } from '../refused.ts';
import type { Hands, JobEnd, Jobs } from '../jobs.ts';

/** Starts a piece of work and answers 202. @throws Refused something else is at work. */
export function startJob(
  jobs: Jobs,
  reply: FastifyReply,
  kind: JobKind,
  run: (hands: Hands) => Promise<JobEnd>,
): JobAnswer {
  refuseWhileBusy(jobs);
  void reply.code(202);
  return jobs.start(kind, run);
}

/** @throws Refused something is at work. */
export function refuseWhileBusy(jobs: Jobs): void {
  const busy = jobs.current();
  if (busy !== undefined) {
    throw new Refused(`Something else is running (${busy.kind}). Wait for its end, or stop it.`);
  }
}
