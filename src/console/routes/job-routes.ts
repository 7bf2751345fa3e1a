import type { FastifyInstance, FastifyReply } from 'fastify';
import { counted } from '../../util/counted.ts';
import type { RouteContext } from '../console-context.ts';
import { RequestRefused } from '../error-responses.ts';
import type { JobContext, JobResult, Jobs } from '../jobs.ts';
import type { CurrentJobResponse, JobKind, JobStatus } from '../responses.ts';

interface JobRequest {
  readonly Params: { readonly id: string };
}

/** Progress of a job, and a way to stop it. */
export function addJobRoutes(app: FastifyInstance, { jobs }: Pick<RouteContext, 'jobs'>): void {
  const get = (id: string): JobStatus => {
    const status = jobs.get(id);
    if (status === undefined) throw new RequestRefused('This job is not known.', 404);
    return status;
  };
  app.get('/api/work', async (): Promise<CurrentJobResponse> => {
    const current = jobs.current();
    return current === undefined ? {} : { current };
  });
  app.get<JobRequest>('/api/work/:id', async ({ params }) => get(params.id));
  app.post<JobRequest>('/api/work/:id/stop', async ({ params }) => {
    jobs.stop(params.id);
    return get(params.id);
  });
}

/** Starts a job and answers 202. @throws RequestRefused another job is running. */
export function startJob(
  jobs: Jobs,
  reply: FastifyReply,
  kind: JobKind,
  run: (job: JobContext) => Promise<JobResult>,
): JobStatus {
  refuseWhileBusy(jobs);
  void reply.code(202);
  return jobs.start(kind, run);
}

/** @throws RequestRefused another job is running. */
export function refuseWhileBusy(jobs: Jobs): void {
  const running = jobs.current();
  if (running !== undefined) {
    throw new RequestRefused(`Another job is running (${running.kind}). Wait for it, or stop it.`);
  }
}

/** Reads the whole dead-letter queue into the cache. A stopped read leaves the cache as it was. */
export async function refreshLetters(
  { letters, letterCache, now }: Pick<RouteContext, 'letters' | 'letterCache' | 'now'>,
  job: JobContext,
): Promise<JobResult> {
  const startedAt = now();
  const list = await letters.list(job);
  if (job.signal.aborted) return { text: 'Stopped. The list was not updated.' };
  const readAt = now();
  letterCache.write(list, readAt, readAt - startedAt);
  const text = `${counted(list.total, 'letter')} in the dead-letter queue.`;
  if (list.complete) return { text };
  return { text: `${text} SQS counts more: refresh again in a minute.`, needsAttention: true };
}
