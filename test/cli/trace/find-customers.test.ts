import { expect, it } from 'vitest';
import { readKnownCustomers } from '../../../src/cli/trace/find-customers.ts';

it('counts the facts of events and the refusals of the shop, and no notes about its record', async () => {
  const contact = { kind: 'email', value: 'ada@example.com' } as const;
  const ledger = {
    readContacts: async () => [{ contact, customerId: 'c-1' }],
    readClocks: async () => ({
      email: { time: 1, id: 'e-1\n/pos' },
      'consent.email': { time: 2, id: 'shop', denied: true as const },
      'shop:wrote': { time: 3, id: '' },
    }),
  };
  const [known] = await readKnownCustomers({ contacts: [{ store: 's', contact }] }, ledger);
  expect(known?.events).toEqual([
    { eventId: 'e-1', source: '/pos', time: 1, fields: 1 },
    { eventId: 'shop', source: '', time: 2, fields: 1 },
  ]);
});
