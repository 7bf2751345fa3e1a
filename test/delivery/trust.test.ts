import { describe, expect, it } from 'vitest';
import type { NormalSignup } from '../../src/event/signup.ts';
import type { Fact } from '../../src/delivery/platform-port.ts';
import { allowedFacts, isWeak } from '../../src/delivery/trust.ts';
import { aFact, EMAIL, PHONE } from '../support/a-job.ts';

const denied = (key: string): Fact => {
  const fact = aFact(key);
  return { ...fact, stamp: { ...fact.stamp, denied: true } };
};
const KEYS = ['email', 'phone', 'shopline.phone', 'name', 'tag:vip'];
const CONSENTS = ['consent.email', 'consent.sms', 'consent.general'];
const allowed = (facts: readonly Fact[], shared: readonly (typeof EMAIL)[]) => {
  const { facts: kept, leftOut } = allowedFacts({ trust: 'anonymous' }, facts, shared);
  return [kept.map(({ key }) => key), leftOut.map(({ path, rule }) => `${path}: ${rule}`)];
};

describe('what an anonymous event may write on a customer who exists', () => {
  it.each([
    {
      name: 'never a contact; the shared one goes without saying',
      facts: KEYS.map((key) => aFact(key)),
      shared: [EMAIL],
      expected: [
        ['name', 'tag:vip'],
        ['phone: anonymous_contact', 'shopline.phone: anonymous_contact'],
      ],
    },
    {
      name: 'a grant only by the contact of its own channel',
      facts: CONSENTS.map((key) => aFact(key)),
      shared: [EMAIL],
      expected: [
        ['consent.email'],
        ['consent.sms: anonymous_grant', 'consent.general: anonymous_grant'],
      ],
    },
    {
      name: 'both channels where both contacts are shared, and never the general consent',
      facts: CONSENTS.map((key) => aFact(key)),
      shared: [EMAIL, PHONE],
      expected: [['consent.email', 'consent.sms'], ['consent.general: anonymous_grant']],
    },
    {
      name: 'every refusal',
      facts: CONSENTS.map(denied),
      shared: [EMAIL],
      expected: [CONSENTS, []],
    },
  ])('$name', ({ facts, shared, expected }) => {
    expect(allowed(facts, shared)).toEqual(expected);
  });

  it('is everything for a verified event', () => {
    const facts = [...KEYS, ...CONSENTS].map((key) => aFact(key));
    expect(allowedFacts({ trust: 'verified' }, facts, [])).toEqual({ facts, leftOut: [] });
  });
});

describe('isWeak', () => {
  const anonymous: Pick<NormalSignup, 'trust' | 'reconsent'> = { trust: 'anonymous' };
  it.each([
    [{ trust: 'verified' } as const, 'consent.email', false, false],
    [{ trust: 'verified' } as const, 'phone', false, false],
    [anonymous, 'consent.email', false, true],
    [anonymous, 'consent.email', true, false],
    [anonymous, 'phone', false, true],
    [anonymous, 'name', false, false],
    [{ ...anonymous, reconsent: true } as const, 'consent.sms', false, false],
    [{ ...anonymous, reconsent: true } as const, 'email', false, true],
  ])('of %j for %s, denied %s: %s', (sender, key, isDenied, expected) => {
    expect(isWeak(sender, key, isDenied)).toBe(expected);
  });
});
