import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRequest } from '../../src/local/sandbox/fault.ts';
import type { EventParts } from '../support/an-event.ts';
import { openRelay, type OpenRelay } from '../support/open-relay.ts';

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => open.newStore());

const EMAIL = 'ada@example.com';
const PHONE = '+886912345678';
/** What a POS or an import leaves: a number that nobody verified. */
const TYPED = { phones: ['0912345678'], phone: '0912345678', phone_country_code: '886' };
let events = 0;
const event = (customer: object, more: object = {}): EventParts => ({
  id: `e-${(events += 1)}`,
  data: { customer, ...more },
});
const anonymous = (customer: object): EventParts =>
  event(customer, { options: { trust: 'anonymous' }, consent: { email: { state: 'granted' } } });
const shopCustomers = () => open.shopline.customers();

describe('a customer whose phone is only a contact phone', () => {
  it('is the person of an event with this phone, and gets it as mobile phone', async () => {
    const { id } = open.shopline.seed({ ...TYPED, name: 'Old' });
    const outcome = await open.relay(
      'shopline',
      event({ phone: PHONE, email: EMAIL, name: 'Ada' }),
    );
    expect(outcome).toMatchObject({ outcome: 'updated', customerId: id });
    expect(outcome).not.toHaveProperty('maybeDuplicates');
    expect(shopCustomers()).toMatchObject([
      { id, name: 'Ada', email: EMAIL, mobile_phone: '0912345678' },
    ]);
  });

  it('is the person of an anonymous event, which adds no contact and grants no other channel', async () => {
    const { id } = open.shopline.seed(TYPED);
    const outcome = await open.relay(
      'shopline',
      anonymous({ phone: PHONE, email: EMAIL, name: 'Ada' }),
    );
    expect(outcome).toMatchObject({
      outcome: 'updated',
      customerId: id,
      leftOut: [
        { path: 'email', rule: 'anonymous_contact' },
        { path: 'consent.email', rule: 'anonymous_grant' },
      ],
    });
    expect(shopCustomers()).toMatchObject([
      { id, name: 'Ada', email: null, mobile_phone: null, is_subscribed_marketing_email: false },
    ]);
  });

  describe.each([
    ['a verified', event],
    ['an anonymous', anonymous],
  ])('stays as it is, and %s event creates,', (_, make) => {
    it.each([
      ['an e-mail that contradicts', { email: 'bob@example.com' }, 'confirmed'],
      [
        'another mobile phone',
        { mobile_phone: '0987654321', mobile_phone_country_calling_code: '886' },
        'beside',
      ],
    ] as const)('if it has %s', async (__, own, mobilePhones) => {
      open.shopline.set({ mobilePhones });
      const old = open.shopline.seed({ ...TYPED, ...own, name: 'Bob' });
      const said = { phone: PHONE, email: EMAIL, name: 'Ada' };
      expect(await open.relay('shopline', make(said))).toMatchObject({
        outcome: 'created',
        maybeDuplicates: [old.id],
      });
      expect(shopCustomers()).toMatchObject([old, { name: 'Ada', mobile_phone: '0912345678' }]);
    });
  });

  it('stays as it is beside a customer with the e-mail of the event', async () => {
    const old = open.shopline.seed(TYPED);
    const { id } = open.shopline.seed({ email: EMAIL });
    expect(await open.relay('shopline', event({ phone: PHONE, email: EMAIL }))).toMatchObject({
      outcome: 'updated',
      customerId: id,
      maybeDuplicates: [old.id],
    });
    // The same where the ledger knows the e-mail already.
    open.newStore();
    const typed = open.shopline.seed(TYPED);
    await open.relay('shopline', event({ email: EMAIL }));
    expect(await open.relay('shopline', event({ phone: PHONE, email: EMAIL }))).toMatchObject({
      outcome: 'updated',
      maybeDuplicates: [typed.id],
    });
    expect(shopCustomers()).toHaveLength(2);
  });

  it('belongs to a person for good, once an event made the number its mobile phone', async () => {
    const typed = open.shopline.seed(TYPED);
    await open.relay('shopline', event({ phone: PHONE }));
    const { id } = open.shopline.seed({ email: EMAIL });
    await open.relay('shopline', event({ email: EMAIL, name: 'Ada' }));
    await expect(open.relay('shopline', event({ phone: PHONE, email: EMAIL }))).rejects.toThrow(
      new RegExp(`2 different customers: .*${id}`),
    );
    expect(shopCustomers().map((one) => one.id)).toEqual([typed.id, id]);
  });

  it('is not searched where the store ignores contact phones', async () => {
    const old = open.shopline.seed(TYPED);
    const ignore = { contactPhones: 'ignore' } as const;
    const outcome = await open.relay('shopline', event({ phone: PHONE, email: EMAIL }), ignore);
    expect(outcome).toMatchObject({ outcome: 'created' });
    expect(outcome).not.toHaveProperty('maybeDuplicates');
    expect(shopCustomers()[0]).toEqual(old);
  });
});

describe.each(['shopline', 'shoplazza'] as const)(
  'a create that %s refuses in unknown words',
  (platform) => {
    /** The first search shows nobody; every create is refused. */
    const refusing = (status: number) => {
      let searches = 0;
      return ({ method }: FaultRequest) => {
        if (method === 'POST') {
          return {
            kind: 'answer',
            status,
            body: { message: '資料異常', errors: ['資料異常'] },
          } as const;
        }
        searches += 1;
        const body = { items: [], customers: [] };
        if (searches > 1 || platform === 'shoplazza') return undefined;
        return { kind: 'answer', status: 200, body } as const;
      };
    };

    it.each([400, 409, 422])('%i: a search shows the customer, who is updated', async (status) => {
      const { id } = open[platform].seed({ email: EMAIL });
      open[platform].set({ faults: refusing(status) });
      expect(await open.relay(platform, event({ email: EMAIL, firstName: 'Ada' }))).toMatchObject({
        outcome: 'updated',
        customerId: id,
      });
      expect(open[platform].customers()).toHaveLength(1);
    });

    it.each([400, 422])('%i: one search shows nobody, so it is final', async (status) => {
      open[platform].set({ faults: refusing(status) });
      const before = open.calls(platform).length;
      await expect(open.relay(platform, event({ email: EMAIL }))).rejects.toMatchObject({
        verdict: { kind: 'final', reason: 'rejected' },
      });
      const after = open.calls(platform).slice(before);
      expect(after.slice(after.findIndex((call) => call.startsWith('POST')) + 1)).toHaveLength(1);
    });
  },
);
