import { expect, it } from 'vitest';
import { ADA, HOME, startedShoplazza } from '../started-shoplazza.ts';

const { shop, send, create, stored } = startedShoplazza();

it('sets the five documented fields and ignores all others', async () => {
  const id = await create({ ...ADA, tags: 'a,b' });
  const answer = await send('PUT', `/customers/${id}`, {
    customer: {
      first_name: 'Ada',
      tags: 'c',
      accepts_marketing: false,
      accepts_sms_marketing: false,
      email: 'x@example.com',
      phone: '+15052814445',
      contact_type: 'phone',
      addresses: [HOME],
    },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: { customer: { id, first_name: 'Ada', tags: 'c' } },
  });
  expect(stored()).toMatchObject({
    ...ADA,
    phone: null,
    accepts_marketing: false,
    accepts_sms_marketing: false,
    addresses: [],
  });
});

it.each([
  [true, true],
  [false, false],
])(
  'with updateConsentDefault %j an omitted consent that was denied becomes %j',
  async (knob, consent) => {
    shop().set({ updateConsentDefault: knob });
    const id = await create({ ...ADA, accepts_marketing: false, accepts_sms_marketing: false });
    await send('PUT', `/customers/${id}`, {
      customer: { first_name: 'Ada', accepts_marketing: false },
    });
    expect(stored()).toMatchObject({ accepts_marketing: false, accepts_sms_marketing: consent });
  },
);

it('answers 404 for an unknown id and 422 without the wrapper', async () => {
  expect(await send('PUT', '/customers/nobody', { customer: { tags: 'a' } })).toMatchObject({
    status: 404,
    body: { errors: ['record not found'] },
  });
  expect(await send('PUT', `/customers/${await create(ADA)}`, { tags: 'a' })).toMatchObject({
    status: 422,
  });
});
