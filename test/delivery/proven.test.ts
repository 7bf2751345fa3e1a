import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliverSignup } from '../../src/delivery/deliver-signup.ts';
import type { Hit } from '../../src/delivery/platform-port.ts';
import type { Contact } from '../../src/event/signup.ts';
import { aJob, EMAIL as MAIL, PHONE as TEL } from '../support/a-job.ts';
import type { EventParts } from '../support/an-event.ts';
import { openRelay, type OpenRelay } from '../support/open-relay.ts';

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => {
  open.newStore();
});

const EMAIL = 'mei@example.com';
const PHONE = '+886912345678';
let events = 0;
type Said = Readonly<Record<string, unknown>>;
const granted = { state: 'granted' };
const denied = { state: 'denied' };

/** An event at this minute. */
const verified = (minute: number, customer: Said, more: Said = {}): EventParts => ({
  id: `e-${(events += 1)}`,
  time: `2026-11-20T03:${String(minute).padStart(2, '0')}:00Z`,
  data: { customer, ...more },
});
const typed = (minute: number, customer: Said, more: Said = {}): EventParts =>
  verified(minute, customer, { ...more, options: { trust: 'anonymous' } });
const PROVEN = { proven: ['email'] } as const;

describe.each(['shopline', 'shoplazza'] as const)(
  'a user of %s with a proven e-mail',
  (platform) => {
    const customers = (): readonly object[] => open[platform].customers();
    const withEmail = (email: string): string =>
      JSON.stringify(customers().find((one) => 'email' in one && one.email === email) ?? 'nobody');

    it('is created with the typed phone that no customer has', async () => {
      const consent = { sms: granted };
      const both = typed(1, { email: EMAIL, phone: PHONE, firstName: 'Mei' }, { consent });
      const created = await open.relay(platform, both, PROVEN);
      expect(created).toMatchObject({ outcome: 'created' });
      expect(created).not.toHaveProperty('leftOut');
      expect(withEmail(EMAIL)).toMatch(/912345678/);
      const again = await open.relay(platform, both, PROVEN);
      expect(again).toMatchObject({ outcome: 'unchanged', customerId: created.customerId });
      expect(customers()).toHaveLength(1);
    });

    /** The record of the customer who has the phone already. */
    const owner = (): string =>
      JSON.stringify(customers().find((one) => JSON.stringify(one).includes('Owner')));

    it.each(['in the ledger', 'in the shop only'])(
      'leaves the customer with the typed phone untouched, who is known %s',
      async (where) => {
        await open.relay(platform, verified(1, { phone: PHONE, firstName: 'Owner' }));
        const before = owner();
        if (where === 'in the shop only') open.forgetLedger();
        // The search of a shop shows a new customer after a while.
        open.now += 120_000;
        const more = { consent: { email: granted, sms: granted } };
        const mine = typed(
          2,
          { email: EMAIL, phone: PHONE, firstName: 'Mei', tags: ['line'] },
          more,
        );
        const created = await open.relay(platform, mine, PROVEN);
        expect(created).toMatchObject({
          outcome: 'created',
          leftOut: [
            { path: 'phone', rule: 'contact_of_another' },
            { path: 'consent.sms', rule: 'anonymous_grant' },
          ],
        });
        expect(owner()).toBe(before);
        expect(withEmail(EMAIL)).toMatch(/Mei/);
        expect(withEmail(EMAIL)).not.toMatch(/912345678/);
        expect(customers()).toHaveLength(2);
        expect(await open.relay(platform, mine, PROVEN)).toMatchObject({ outcome: 'unchanged' });
        expect(owner()).toBe(before);
      },
    );

    it('gets all but the phone, where the search does not show whose it is', async () => {
      const hidden = { email: 'owner@example.com', phone: PHONE, firstName: 'Owner' };
      await open.relay(platform, verified(1, hidden));
      const before = owner();
      open.forgetLedger();
      const mine = typed(2, { email: EMAIL, phone: PHONE, tags: ['line'] });
      // Shoplazza finds nobody by a second contact, and says only that it is taken.
      const first = await open.relay(platform, mine, PROVEN).catch(({ message }: Error) => message);
      const taken = expect.stringContaining('the contact is taken') as unknown;
      const created = expect.objectContaining({ outcome: 'created' }) as unknown;
      expect(first).toEqual(platform === 'shoplazza' ? taken : created);
      await open.relay(platform, verified(2, { email: EMAIL, firstName: 'Mei' }));
      await open.relay(platform, mine, PROVEN);
      expect(owner()).toBe(before);
      expect(withEmail(EMAIL)).toMatch(/line/);
      expect(withEmail(EMAIL)).not.toMatch(/912345678/);
    });

    it('who exists gets no typed phone, and no yes by it', async () => {
      const known = await open.relay(platform, verified(1, { email: EMAIL }));
      const more = { consent: { email: granted, sms: granted } };
      const mine = typed(2, { email: EMAIL, phone: PHONE, firstName: 'Mei' }, more);
      expect(await open.relay(platform, mine, PROVEN)).toMatchObject({
        outcome: 'updated',
        customerId: known.customerId,
        leftOut: [
          { path: 'phone', rule: 'anonymous_contact' },
          { path: 'consent.sms', rule: 'anonymous_grant' },
        ],
      });
      expect(withEmail(EMAIL)).toMatch(/Mei/);
      expect(withEmail(EMAIL)).not.toMatch(/912345678/);
    });

    it('who has the typed phone already may say yes by it', async () => {
      await open.relay(platform, verified(1, { email: EMAIL, phone: PHONE }));
      const more = { consent: { sms: granted } };
      const outcome = await open.relay(
        platform,
        typed(2, { email: EMAIL, phone: PHONE }, more),
        PROVEN,
      );
      expect(outcome).toMatchObject({ outcome: 'updated' });
      expect(outcome).not.toHaveProperty('leftOut');
    });

    it('who exists beside the customer with the typed phone is no conflict', async () => {
      await open.relay(platform, verified(1, { email: 'owner@example.com', phone: PHONE }));
      const mine = await open.relay(platform, verified(1, { email: EMAIL }));
      const before = withEmail('owner@example.com');
      const more = { consent: { sms: denied } };
      expect(
        await open.relay(
          platform,
          typed(2, { email: EMAIL, phone: PHONE, firstName: 'Mei' }, more),
          PROVEN,
        ),
      ).toMatchObject({
        customerId: mine.customerId,
        leftOut: [{ path: 'phone', rule: 'contact_of_another' }],
      });
      expect(withEmail('owner@example.com')).toBe(before);
    });

    it('has the name of the token whichever statement comes first', async () => {
      const one = verified(2, { email: EMAIL, firstName: 'LINE' });
      const other = { ...typed(2, { email: EMAIL, firstName: 'Typed' }), id: 'a-smaller-id' };
      const ends: string[] = [];
      for (const order of [
        [one, other],
        [other, one],
      ]) {
        open.newStore();
        for (const event of order) await open.relay(platform, event, event === other ? PROVEN : {});
        ends.push(/LINE|Typed/.exec(withEmail(EMAIL))?.[0] ?? '');
      }
      expect(ends).toEqual(['LINE', 'LINE']);
    });

    it('gives the id of LINE only to a customer whom the post creates', async () => {
      const user = { phone: PHONE, externalId: 'U1' };
      const none = { proven: [] } as const;
      await open.relay(platform, verified(1, { phone: PHONE, firstName: 'Owner' }));
      // Shoplazza has no place for it.
      const holdsIt = platform === 'shopline';
      const { leftOut } = await open.relay(platform, typed(2, user), none);
      expect(leftOut).toEqual(
        holdsIt ? [{ path: 'externalId', rule: 'anonymous_contact' }] : undefined,
      );
      expect(JSON.stringify(customers())).not.toMatch(/U1/);
      open.newStore();
      await open.relay(platform, typed(2, user), none);
      expect(JSON.stringify(customers()).includes('U1')).toBe(holdsIt);
    });
  },
);

describe('a typed phone that gets a customer while the event is delivered', () => {
  const hit = (id: string, contact: Contact): Hit => ({ id, contact });
  const race = async (second: readonly Hit[]) => {
    let finds = 0;
    const find = (): readonly Hit[] => ((finds += 1) === 1 ? [] : second);
    const { job, log } = aJob({ states: [{ contact: MAIL }, { contact: TEL }], find });
    const signup = { ...job.signup, trust: 'anonymous', proven: [MAIL] } as const;
    const delivered = deliverSignup({ ...job, signup });
    await expect(delivered).rejects.toThrow(/not proven/);
    return log.filter((line) => /^(?:CREATE|UPDATE|take)/.test(line));
  };

  it('leads to no write of that customer', async () => {
    expect(await race([hit('owner', TEL)])).toEqual([]);
  });

  it('is compared again where the proven e-mail got another one', async () => {
    expect(await race([hit('owner', TEL), hit('mine', MAIL)])).toEqual([]);
  });
});
