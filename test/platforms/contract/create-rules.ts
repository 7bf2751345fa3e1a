import { describe, expect, it } from 'vitest';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { ADA, ADDRESS } from './people.ts';
import type { Scene } from './scene.ts';
import { verdictOf } from './verdict-of.ts';

/** A new customer has the data of the signup, and no consent that the signup does not give. */
export function createRules(scene: () => Scene): void {
  describe('create', () => {
    it('creates with both consents off when none was granted, against the platform defaults', async () => {
      const id = await scene().createWhole({ customer: { email: ADA.email } });
      expect(scene().person(id)).toMatchObject({ consent: { email: false, sms: false } });
    });

    it.each([
      { channel: 'email', consent: { email: true, sms: false } },
      { channel: 'sms', consent: { email: false, sms: true } },
    ])('turns on only $channel when only $channel was granted', async ({ channel, consent }) => {
      const id = await scene().createWhole({
        customer: { email: ADA.email },
        consent: { [channel]: { state: 'granted' } },
      });
      expect(scene().person(id)).toMatchObject({ consent });
    });

    it('brings contacts, name, tags and addresses', async () => {
      const id = await scene().createWhole({
        customer: { ...ADA, tags: ['fair-2026', 'vip'], addresses: [ADDRESS] },
      });
      expect(scene().shop.people()).toEqual([
        {
          id,
          ...ADA,
          consent: { email: false, sms: false },
          tags: ['fair-2026', 'vip'],
          addresses: ['1 Example Road'],
        },
      ]);
    });

    it('creates by phone alone, and finds the new customer', async () => {
      const id = await scene().createWhole({ customer: { phone: ADA.phone } });
      expect(await scene().platform.find([{ kind: 'phone', value: ADA.phone }])).toMatchObject([
        { id },
      ]);
    });

    it('says taken when the shop refuses a second customer', async () => {
      scene().shop.sandbox.set({ unique: true });
      scene().shop.seed(ADA);
      const fitted = scene().platform.fit(aNormalSignup({ customer: { email: ADA.email } }));
      expect(await verdictOf(scene().platform.create(fitted))).toEqual({ kind: 'taken' });
      expect(scene().shop.people()).toHaveLength(1);
    });
  });
}
