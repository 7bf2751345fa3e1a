import type { FastifyInstance } from 'fastify';
import type { JobAnswer } from '../answers.ts';
import { Refused } from '../refused.ts';
import type { RouteContext } from '../route-context.ts';

interface Asked {
  readonly Params: { readonly id: string };
}

/** How far something is, and an end to it. */
export function addJobRoutes(app: FastifyInstance, { jobs }: RouteContext): void {
  const get = (id: string): JobAnswer => {
    const work = jobs.get(id);
    if (work === undefined) throw new Refused('There is no such piece of work.', 404);
    return work;
  };
  app.get('/api/work', async (): Promise<{ readonly current?: JobAnswer }> => {
    const current = jobs.current();
    return current === undefined ? {} : { current };
  });
  app.get<Asked>('/api/work/:id', async ({ params }) => get(params.id));
  app.post<Asked>('/api/work/:id/stop', async ({ params }) => {
    jobs.stop(params.id);
    return get(params.id);
  });
}
