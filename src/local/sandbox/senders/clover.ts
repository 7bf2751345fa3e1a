import type { FastifyInstance } from 'fastify';

/** Token of the sample merchant. It is public: it works in a local run only. */
export const CLOVER_TOKEN = 'not-a-merchant-token';

const CUSTOMERS: Readonly<Record<string, object>> = {
  'MERCHANT00001/CLOVER0000001': {
    href: 'https://api.clover.com/v3/merchants/MERCHANT00001/customers/CLOVER0000001',
    id: 'CLOVER0000001',
    firstName: 'Grace',
    lastName: 'Clover',
    marketingAllowed: false,
    customerSince: 1_790_824_800_000,
    emailAddresses: { elements: [{ id: 'E1', emailAddress: 'grace.clover@example.com' }] },
    phoneNumbers: { elements: [{ id: 'P1', phoneNumber: '2025550173' }] },
    addresses: {
      elements: [
        {
          id: 'A1',
          address1: '5 Mill Lane',
          address2: '',
          city: 'Arlington',
          state: 'VA',
          zip: '22202',
          country: 'US',
        },
      ],
    },
  },
};

/** The lists that a customer has only where they are asked for. */
const LISTS = ['emailAddresses', 'phoneNumbers', 'addresses'] as const;

interface Asked {
  readonly Params: { merchant: string; customer: string };
  readonly Querystring: { readonly expand?: string };
}

/** Customers of Clover's API, below `/clover`. */
export function addClover(app: FastifyInstance): void {
  app.get<Asked>(
    '/clover/v3/merchants/:merchant/customers/:customer',
    async ({ headers, params, query }, reply) => {
      if (headers.authorization !== `Bearer ${CLOVER_TOKEN}`)
        return reply.code(401).send({ message: '401 Unauthorized' });
      const customer = CUSTOMERS[`${params.merchant}/${params.customer}`];
      if (customer === undefined) return reply.code(404).send({ message: 'Not Found' });
      const expanded = query.expand?.split(',') ?? [];
      const left = LISTS.filter((list) => !expanded.includes(list));
      return Object.fromEntries(
        Object.entries(customer).filter(([name]) => !left.some((list) => list === name)),
      );
    },
  );
}
