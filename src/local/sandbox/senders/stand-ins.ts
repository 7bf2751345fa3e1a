import fastify from 'fastify';
import { addClover } from './clover.ts';
import { addHubSpot } from './hubspot.ts';
import { addMeta } from './meta.ts';
import { addSurveyCake } from './surveycake.ts';

/** Stand-ins for the tools that post only an id: they give the answers of the samples, to the samples' credentials only. */
export interface StandIns {
  /** Without a slash at its end. Below it each tool has a path of its own. */
  readonly url: string;
  listen(options?: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
}

export function createStandIns(): StandIns {
  const app = fastify({ forceCloseConnections: true });
  let url: string | undefined;
  for (const add of [addMeta, addHubSpot, addSurveyCake, addClover]) add(app);
  return {
    get url() {
      if (url === undefined) throw new Error('call listen() first');
      return url;
    },
    listen: async ({ port = 0 } = {}) => (url = await app.listen({ host: '127.0.0.1', port })),
    close: async () => app.close(),
  };
}
