import { describe, expect, it } from 'vitest';
import { ADA, ADDRESS } from './people.ts';
import type { Scene } from './scene.ts';
import { verdictOf } from './verdict-of.ts';

/** An update sets exactly its facts, and repeating it changes nothing. */
export function updateRules(scene: () => Scene): void {
  describe('update', () => {
    it.each([
      { consent: { email: true, sms: false } },
      { consent: { email: false, sms: true } },
      { consent: { email: false, sms: false } },
    ])('sets a name and leaves consents as they are: $consent', async ({ consent }) => {
      const id = scene().shop.seed({ ...ADA, consent, tags: ['vip'] });
      const before = scene().person(id);
      await scene().platform.update(
        id,
        scene().said({ customer: { email: ADA.email, name: 'Ada Byron' } }),
      );
      expect(scene().person(id)).toEqual({ ...before, name: 'Ada Byron' });
    });

    it.each([
      { channel: 'email', state: 'granted', consent: { email: true, sms: false } },
      { channel: 'sms', state: 'granted', consent: { email: false, sms: true } },
    ] as const)('raises $channel alone', async ({ channel, state, consent }) => {
      const id = scene().shop.seed({ ...ADA, consent: { email: false, sms: false } });
      const before = scene().person(id);
      const facts = scene().said({
        customer: { email: ADA.email },
        consent: { [channel]: { state } },
      });
      await scene().platform.update(id, facts);
      expect(scene().person(id)).toEqual({ ...before, consent });
    });

    it.each([
      { channel: 'email', consent: { email: false, sms: true } },
      { channel: 'sms', consent: { email: true, sms: false } },
    ])('takes $channel back alone', async ({ channel, consent }) => {
      const id = scene().shop.seed({ ...ADA, consent: { email: true, sms: true } });
      const state = 'denied' as const;
      const facts = scene().said({
        customer: { email: ADA.email },
        consent: { [channel]: { state } },
      });
      await scene().platform.update(id, facts);
      expect(scene().person(id)).toMatchObject({ consent });
    });

    it('adds tags and drops none', async () => {
      const id = scene().shop.seed({
        ...ADA,
        tags: ['by-hand'],
        consent: { email: true, sms: false },
      });
      const before = scene().person(id);
      await scene().platform.update(
        id,
        scene().said({ customer: { email: ADA.email, tags: ['autumn'] } }),
      );
      expect(scene().person(id)).toEqual({ ...before, tags: ['by-hand', 'autumn'] });
    });

    it('ends in the same customer when it is repeated', async () => {
      const id = scene().shop.seed({ ...ADA, tags: ['by-hand'] });
      const facts = scene().said({
        customer: { email: ADA.email, name: 'Ada B.', tags: ['autumn'], addresses: [ADDRESS] },
        consent: { email: { state: 'granted' }, sms: { state: 'denied' } },
      });
      await scene().platform.update(id, facts);
      const once = scene().shop.people();
      await scene().platform.update(id, facts);
      expect(scene().shop.people()).toEqual(once);
    });

    it('does not add an address again that the create brought', async () => {
      const customer = {
        email: ADA.email,
        addresses: [ADDRESS, { ...ADDRESS, line1: 'Elsewhere' }],
      };
      const id = await scene().createWhole({ customer: { ...customer, addresses: [ADDRESS] } });
      await scene().platform.update(id, scene().said({ customer }));
      expect(scene().person(id)?.addresses).toEqual(['1 Example Road', 'Elsewhere']);
    });

    it('makes no call when there is nothing to set', async () => {
      const id = scene().shop.seed(ADA);
      expect(await scene().platform.update(id, [])).toMatchObject({ unheld: [] });
      expect(scene().shop.sandbox.calls()).toEqual([]);
    });

    it.each([{ name: 'Ada B.' }, { tags: ['autumn'] }, { addresses: [ADDRESS] }])(
      'says gone for a customer who does not exist: %o',
      async (more) => {
        const facts = scene().said({ customer: { email: ADA.email, ...more } });
        const verdict = await verdictOf(scene().platform.update('5f0d6a1e2b3c4d5e6f708192', facts));
        expect(verdict).toEqual({ kind: 'gone' });
      },
    );
  });
}
