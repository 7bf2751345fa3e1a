import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { ADA, ADDRESS } from './people.ts';
import type { Scene } from './scene.ts';

/** The mapping refuses errors, reports values without a place, and gives facts keys without personal data. */
export function fitRules(scene: () => Scene): void {
  describe('fit', () => {
    const parameter = fc.oneof(
      fc.constantFrom('tags', 'addresses', 'delivery_addresses', 'password', 'email', 'phones'),
      fc.constantFrom('first_name', 'accepts_marketing', 'mobile_phone', 'birthday', '__proto__'),
      fc.stringMatching(/^[a-z][a-z_]{0,20}$/),
    );
    const overrides = fc.dictionary(parameter, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
    /** The error of a refused mapping; any other error is thrown on. */
    const refusalOf = (parts: Parameters<typeof aNormalSignup>[0]): RejectedError | undefined => {
      try {
        scene().platform.fit(aNormalSignup(parts));
        return undefined;
      } catch (error) {
        if (error instanceof RejectedError) return error;
        throw error;
      }
    };

    it('throws RejectedError invalid_request only, whatever the verbatim parameters are', () => {
      fc.assert(
        fc.property(
          overrides,
          fc.constantFrom('customer.signed_up', 'customer.updated'),
          (given, type) => {
            const { name } = scene().platform;
            const refusal = refusalOf({ customer: ADA, type, [name]: given });
            expect([undefined, 'invalid_request']).toContain(refusal?.reason);
          },
        ),
      );
    });

    it('refuses a parameter that the platform does not document, and points at it', () => {
      const { name } = scene().platform;
      const refusal = refusalOf({ [name]: { no_such_parameter: 'x' } });
      expect(refusal?.issues).toMatchObject([{ path: `/${name}`, rule: 'additionalProperties' }]);
      expect(refusal?.message).toContain(`/${name}: \`no_such_parameter\``);
    });

    it('reports parameters of the other platform as unheld', () => {
      const other = scene().platform.name === 'shopline' ? 'shoplazza' : 'shopline';
      expect(scene().platform.fit(aNormalSignup({ [other]: { tags: 'x' } })).unheld).toContain(
        other,
      );
    });

    it('has one fact per key, and no personal data in keys', () => {
      const customer = { ...ADA, tags: ['Ada Lin', 'vip'], addresses: [ADDRESS, ADDRESS] };
      const keys = scene()
        .platform.fit(aNormalSignup({ customer }))
        .facts.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(key).not.toMatch(/ada|lin|example|9123|road/i);
    });

    it('stamps a fact with the event, and a consent with its own time and its denial', () => {
      const at = '2026-01-02T03:04:05Z';
      const signup = aNormalSignup({
        customer: { ...ADA, tags: ['vip'] },
        consent: { email: { state: 'denied', at }, sms: { state: 'granted' } },
      });
      const event = { time: signup.time, id: signup.stampId };
      const denial = { time: Date.parse(at), id: signup.stampId, denied: true };
      const { facts } = scene().platform.fit(signup);
      expect(facts.map(({ key, stamp }) => [key, stamp])).toEqual(
        facts.map(({ key }) => [key, key === 'consent.email' ? denial : event]),
      );
      expect(facts.map(({ key }) => key)).toEqual(
        expect.arrayContaining(['email', 'phone', 'consent.email', 'consent.sms']),
      );
    });
  });
}
