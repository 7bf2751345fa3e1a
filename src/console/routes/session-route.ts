import type { FastifyInstance } from 'fastify';
import type { Session } from '../answers.ts';
import type { RouteParts } from '../route-context.ts';

export function addSessionRoute(app: FastifyInstance, parts: RouteParts): void {
  const { csrf, place, reasons } = parts;
  app.get('/api/session', async (): Promise<Session> => ({ csrf, place, reasons }));
}
