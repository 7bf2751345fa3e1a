import type { FastifyInstance } from 'fastify';
import type { WorkAnswer } from '../answers.ts';
import { Refused } from '../refused.ts';
import type { RouteParts } from '../route-context.ts';

interface Asked {
  readonly Params: { readonly id: string };
}

/** How far something is, and an end to it. */
export function addWorkRoutes(app: FastifyInstance, { works }: RouteParts): void {
  const get = (id: string): WorkAnswer => {
    const work = works.get(id);
    if (work === undefined) throw new Refused('There is no such piece of work.', 404);
    return work;
  };
  app.get('/api/work', async (): Promise<{ readonly current?: WorkAnswer }> => {
    const current = works.current();
    return current === undefined ? {} : { current };
  });
  app.get<Asked>('/api/work/:id', async ({ params }) => get(params.id));
  app.post<Asked>('/api/work/:id/stop', async ({ params }) => {
    works.stop(params.id);
    return get(params.id);
  });
}
