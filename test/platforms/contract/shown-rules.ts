import { describe, expect, it } from 'vitest';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import type { Person } from './open-shop.ts';
import { ADA } from './people.ts';
import type { Scene } from './scene.ts';
import { verdictOf } from './verdict-of.ts';

const CONSENTS = [
  { email: true, sms: true },
  { email: true, sms: false },
  { email: false, sms: true },
  { email: false, sms: false },
];
const email = { kind: 'email', value: 'ada@example.com' } as const;
const phone = { kind: 'phone', value: ADA.phone } as const;

/** What is read of a customer before a consent is raised: both consents, the contacts, and when it was written. */
export function shownRules(scene: () => Scene): void {
  /** A consent that the platform does not show is absent: it is never guessed. */
  const byClock = (consent: Person['consent']): Readonly<Record<string, boolean>> =>
    Object.fromEntries(
      scene().shop.showsConsents.map((channel) => [`consent.${channel}`, consent[channel]]),
    );
  describe('read', () => {
    it.each(CONSENTS)('shows the consents as they are stored: %o', async (consent) => {
      const id = scene().shop.seed({ ...ADA, consent });
      expect((await scene().platform.read(id)).consents).toEqual(byClock(consent));
    });

    it.each([
      [{ email: ADA.email }, [email]],
      [{ phone: ADA.phone }, [phone]],
      [{ email: ADA.email, phone: ADA.phone }, [email, phone]],
    ])('shows the contacts of %o in the form that is compared', async (contacts, shown) => {
      const id = scene().shop.seed(contacts);
      expect((await scene().platform.read(id)).contacts).toEqual(shown);
    });

    it('shows when the customer was written last, in the clock of the shop', async () => {
      const id = scene().shop.seed(ADA);
      const { updatedAt } = await scene().platform.read(id);
      expect(updatedAt).toBe(scene().shop.writtenAt(id));
      expect(updatedAt).toBeGreaterThan(0);
    });

    it('shows a consent that was taken back in the shop, and a newer time', async () => {
      const id = scene().shop.seed({ ...ADA, consent: { email: true, sms: true } });
      const before = await scene().platform.read(id);
      scene().shop.edit(id, { consent: { email: false, sms: true } });
      const after = await scene().platform.read(id);
      expect(after.consents).toEqual(byClock({ email: false, sms: true }));
      expect(after.updatedAt).toBe(scene().shop.writtenAt(id));
      expect(after.updatedAt).toBeGreaterThanOrEqual(before.updatedAt ?? Infinity);
    });

    it('shows the stored values that are asked for, and those only', async () => {
      const id = scene().shop.seed(ADA);
      const names = scene()
        .said({ customer: { email: ADA.email, firstName: 'Ada', lastName: 'Lin' } })
        .flatMap((fact) => (fact.kind === 'parameters' ? Object.keys(fact.parameters) : []));
      const asked = [...names, 'email'];
      const { values = {} } = await scene().platform.read(id, asked);
      expect(Object.keys(values).toSorted()).toEqual(asked.toSorted());
      expect(values['email']).toBe(ADA.email);
      expect(await scene().platform.read(id)).not.toHaveProperty('values');
    });

    it('says gone for a customer who does not exist', async () => {
      const asked = scene().platform.read('5f0d6a1e2b3c4d5e6f708192');
      expect(await verdictOf(asked)).toEqual({ kind: 'gone' });
    });

    it('writes nothing', async () => {
      const id = scene().shop.seed(ADA);
      const before = scene().shop.people();
      await scene().platform.read(id);
      expect(scene().shop.people()).toEqual(before);
      expect(scene().shop.sandbox.calls()).toMatchObject([{ method: 'GET' }]);
    });
  });

  describe('what other calls show', () => {
    it.each([
      ['e-mail', email],
      ['phone', phone],
    ])('a hit by %s shows what a read would', async (_, contact) => {
      const { kind, value } = contact;
      const id = scene().shop.seed({ [kind]: value, consent: { email: true, sms: false } });
      const [hit] = await scene().platform.find([contact]);
      expect(hit?.shown).toEqual(await scene().platform.read(id));
    });

    it('a create says when the shop wrote it', async () => {
      const fitted = scene().platform.fit(aNormalSignup({ customer: { email: ADA.email } }));
      const { id, updatedAt } = await scene().platform.create(fitted);
      expect(updatedAt).toBe(scene().shop.writtenAt(id));
    });

    it.each([
      { consent: { email: { state: 'granted' as const } } },
      { customer: { email: ADA.email, name: 'Ada B.' } },
    ])('an update says when the shop wrote it: %o', async (parts) => {
      const id = scene().shop.seed({ ...ADA, consent: { email: false, sms: false } });
      const facts = scene().said({ customer: { email: ADA.email }, ...parts });
      const { updatedAt } = await scene().platform.update(id, facts);
      expect(updatedAt).toBe(scene().shop.writtenAt(id));
    });
  });
}
