import fastify, { type FastifyInstance } from 'fastify';
import type { ConsoleContext } from './console-context.ts';
import { addErrorAnswers } from './error-answers.ts';
import { addGuard, addSecurityHeaders, createSecrets } from './guard.ts';
import { createLetterCache } from './letter-cache.ts';
import { addPageFiles } from './page-files.ts';
import { createPlans } from './plans.ts';
import { watchQueues } from './queue-watch.ts';
import type { RouteContext } from './route-context.ts';
import { addDiscardRoute, addLetterRoutes, addLettersRoutes } from './routes/letter-routes.ts';
import {
  addOutcomesRoute,
  addQueuesRoute,
  addSessionRoute,
  addStoresRoute,
} from './routes/overview-routes.ts';
import { addPlanRoutes } from './routes/plan-routes.ts';
import { addJobRoutes } from './routes/job-routes.ts';
import { createJobs } from './jobs.ts';

export interface ConsoleOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** At least 128 bits that nobody can guess. */
  readonly newSecret: () => string;
}

/** A console at work. */
export interface OpenConsole {
  /** With the key: whoever has it may do everything that the console can. */
  readonly url: string;
  /** Ends what is half done, then closes. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 262_144;

const ROUTES: readonly ((app: FastifyInstance, parts: RouteContext) => void)[] = [
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

/** Listens on 127.0.0.1 only. @throws Error (`EADDRINUSE`) the port is taken. */
export async function openConsole(
  parts: ConsoleContext,
  { port, newSecret }: ConsoleOptions,
): Promise<OpenConsole> {
  const secrets = createSecrets(newSecret);
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  addErrorAnswers(app);
  addSecurityHeaders(app);
  addGuard(app, secrets);
  await addPageFiles(app);
  const watch = watchQueues(parts);
  const jobs = createJobs(parts.newId);
  const book = createLetterCache();
  const plans = createPlans(parts.now);
  for (const addRoutes of ROUTES) {
    addRoutes(app, { ...parts, csrf: secrets.csrf, watch, jobs, book, plans });
  }
  const close = async (): Promise<void> => {
    await jobs.end();
    await Promise.all([watch.end(), app.close()]);
  };
  try {
    const base = await app.listen({ host: '127.0.0.1', port });
    return { url: `${base}/?token=${secrets.token}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
