import { expect, it } from 'vitest';
import { COMPARED } from '../../../src/cli/import/shop-index.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { normalise } from '../../../src/event/normalise.ts';
import type { Event, Signup } from '../../../src/generated/types.ts';
import { createPlatforms } from '../../../src/platforms/create-platforms.ts';
import { anEvent } from '../../support/an-event.ts';

it.each([
  ['shopline', 'https://open.shopline.io/v1'],
  ['shoplazza', 'https://demo.myshoplaza.com/openapi/2022-01'],
] as const)('keeps every parameter of %s that a column can become', (platform, baseUrl) => {
  const http = () => Promise.reject(new Error('nothing is sent'));
  const open = createPlatforms({ http, digest: createDigest('key'), now: () => 0 });
  const adapter = open(
    { platform, baseUrl, accessToken: 'x' },
    { remainingMs: () => 0, onCall: () => undefined, waitForSlot: async () => undefined },
  );
  const customer = {
    email: 'ada@example.com',
    phone: '+886912345678',
    name: 'Ada Lin',
    gender: 'female',
    locale: 'zh-hant',
    externalId: 'crm-7',
    note: 'x',
    registeredAt: '2026-11-22T03:04:05Z',
  };
  const names = ['1992-05-14', '--05-14'].flatMap((birthday) => {
    const event = anEvent({ data: { customer: { ...customer, birthday } } }) as unknown as Event;
    const { signup } = normalise(event, event.data as Signup, {
      receivedAt: Date.parse('2026-11-22T08:00:00Z'),
      country: 'TW',
      identity: { eventId: 'e', source: '/s' },
    });
    const { facts } = adapter.fit(signup);
    return facts.flatMap((fact) =>
      fact.kind === 'parameters' ? Object.keys(fact.parameters) : [],
    );
  });
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !COMPARED.includes(name))).toEqual([]);
});
