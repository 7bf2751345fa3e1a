import fastify, { type FastifyInstance } from 'fastify';
import type { ConsoleContext, RouteContext } from './console-context.ts';
import { addErrorResponses } from './error-responses.ts';
import { addGuard, addSecurityHeaders, createSecrets } from './guard.ts';
import { createJobs } from './jobs.ts';
import { createLetterCache } from './letter-cache.ts';
import { addPageFiles } from './page-files.ts';
import { createPlans } from './plans.ts';
import { startQueueSampler } from './queue-sampler.ts';
import { addJobRoutes } from './routes/job-routes.ts';
import { addDiscardRoute, addLetterRoutes, addLettersRoutes } from './routes/letter-routes.ts';
import {
  addOutcomesRoute,
  addQueuesRoute,
  addSessionRoute,
  addStoresRoute,
} from './routes/overview-routes.ts';
import { addPlanRoutes } from './routes/plan-routes.ts';

export interface ConsoleOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** A new random secret of at least 128 bits. */
  readonly newSecret: () => string;
}

/** A running console. */
export interface OpenConsole {
  /** Contains the key: the first browser that opens this address can replay and discard. */
  readonly url: string;
  /** Stops the running job, waits for its end, then closes. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 262_144;

const ROUTES: readonly ((app: FastifyInstance, context: RouteContext) => void)[] = [
  addSessionRoute,
  addQueuesRoute,
  addOutcomesRoute,
  addStoresRoute,
  addLettersRoutes,
  addLetterRoutes,
  addPlanRoutes,
  addDiscardRoute,
  addJobRoutes,
];

/** Listens on 127.0.0.1 only. @throws Error (`EADDRINUSE`) the port is in use. */
export async function openConsole(
  context: ConsoleContext,
  { port, newSecret }: ConsoleOptions,
): Promise<OpenConsole> {
  const secrets = createSecrets(newSecret);
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  addErrorResponses(app);
  addSecurityHeaders(app);
  addGuard(app, secrets);
  await addPageFiles(app);
  const routeContext: RouteContext = {
    ...context,
    csrf: secrets.csrf,
    queueSampler: startQueueSampler(context),
    jobs: createJobs(context.newId),
    letterCache: createLetterCache(),
    plans: createPlans(context.now),
  };
  for (const addRoutes of ROUTES) addRoutes(app, routeContext);
  const close = async (): Promise<void> => {
    await routeContext.jobs.end();
    await Promise.all([routeContext.queueSampler.end(), app.close()]);
  };
  try {
    const base = await app.listen({ host: '127.0.0.1', port });
    return { url: `${base}/?token=${secrets.token}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
