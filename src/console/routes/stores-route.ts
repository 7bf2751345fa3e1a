import type { FastifyInstance } from 'fastify';
import type { StoresAnswer } from '../answers.ts';
import type { RouteParts } from '../route-context.ts';
import { wordsOf } from '../jobs.ts';

export function addStoresRoute(app: FastifyInstance, { listStores }: RouteParts): void {
  app.get('/api/stores', async (): Promise<StoresAnswer> => {
    try {
      return { stores: await listStores() };
    } catch (error) {
      return { stores: [], problem: wordsOf(error) };
    }
  });
}
