import type { FastifyInstance } from 'fastify';
import type { StoresAnswer } from '../answers.ts';
import type { RouteParts } from '../route-parts.ts';
import { wordsOf } from '../works.ts';

export function addStoresRoute(app: FastifyInstance, { listStores }: RouteParts): void {
  app.get('/api/stores', async (): Promise<StoresAnswer> => {
    try {
      return { stores: await listStores() };
    } catch (error) {
      return { stores: [], problem: wordsOf(error) };
    }
  });
}
