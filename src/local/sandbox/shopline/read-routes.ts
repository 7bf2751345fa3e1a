import type { FastifyInstance } from 'fastify';
import type { Query } from '../query.ts';
import { toAnswer } from './answer.ts';
import { customerNotFound } from './errors.ts';
import { listCustomers } from './list.ts';
import { toPage } from './pages.ts';
import { project } from './projection.ts';
import type { ShoplineState } from './rules.ts';
import { matchesSearch } from './search.ts';

/** Search, list and read, and what the shop has to choose from. */
export function addReadRoutes(app: FastifyInstance, { records, knobs }: ShoplineState): void {
  app.get<{ Querystring: Query }>('/v1/customers/search', async ({ query }) => {
    const found = records
      .searchable()
      .filter((customer) => matchesSearch(customer, query, knobs()));
    return toPage(found.toReversed(), query);
  });
  app.get<{ Querystring: Query }>('/v1/customers', async ({ query }) => {
    const { page: _page, ...others } = query;
    const found = listCustomers(records.searchable(), query);
    return toPage(found, query['previous_id'] === undefined ? query : others);
  });
  app.get<{ Querystring: Query; Params: { id: string } }>(
    '/v1/customers/:id',
    async ({ query, params }) => {
      const customer = records.get(params.id);
      if (customer === undefined) throw customerNotFound();
      return project(toAnswer(customer), query);
    },
  );
  app.get('/v1/membership_tiers', async () => knobs().tiers);
  app.get('/v1/custom_fields', async () =>
    knobs().customFields.map(({ field_id, name_translations }) => ({
      type: 'text',
      name_translations,
      hint_translations: {},
      field_id,
    })),
  );
  app.get('/v1/token/info', async () => TOKEN_INFO);
}

const TOKEN_INFO = {
  staff: {
    _id: '5f0000000000000000000001',
    email: 'staff@example.com',
    locale_code: 'en',
    name: 'Sandbox staff',
  },
  merchant: {
    _id: '5f0000000000000000000002',
    email: 'owner@example.com',
    handle: 'sandbox',
    name: 'Sandbox',
  },
};
