import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RejectedError } from '../../src/event/errors.ts';
import { validateStore } from '../../src/generated/store-validators.js';
import { validateSignup } from '../../src/generated/signup-validators.js';
import { validateEvent, type Validator } from '../../src/generated/validators.js';
import { validate } from '../../src/event/validate.ts';
import { rejectionOf } from './rejection-of.ts';

const refuse = (value: unknown): RejectedError =>
  rejectionOf(() => validate(validateSignup, value, 'invalid_signup', 'the signup'));

const customer = (fields: Readonly<Record<string, unknown>>): unknown => ({
  store: 'tw-main',
  customer: { email: 'ada@example.com', ...fields },
});

describe('hostile documents', () => {
  const deep = (levels: number): unknown =>
    JSON.parse('[{"a":'.repeat(levels) + '1' + '}]'.repeat(levels));

  it.each<[string, unknown, string]>([
    ['deep nesting', deep(100_000), ' maxDepth'],
    [
      'deep nesting in an open part',
      { store: 'a', customer: {}, shopline: { line_info: deep(30) } },
      ' maxDepth',
    ],
    ['half a million entries', customer({ tags: Array(500_000).fill(0) }), ' maxValues'],
    [
      'a key called __proto__',
      JSON.parse('{"store":"a","customer":{"email":"a@b.tw","__proto__":{}}}'),
      '/customer additionalProperties',
    ],
    [
      'a megabyte of store name',
      { store: 'a'.repeat(2 ** 20), customer: { email: 'a@b.tw' } },
      '/store pattern',
    ],
    [
      'a megabyte of e-mail',
      customer({ email: `a@${'a.'.repeat(2 ** 19)}` }),
      '/customer/email maxLength',
    ],
    ['a list', [], ' type'],
    ['text', 'signup', ' type'],
    ['null', null, ' type'],
    ['nothing', undefined, ' type'],
  ])('of %s become an issue', (_, value, issue) => {
    expect(refuse(value).issues.map(({ path, rule }) => `${path} ${rule}`)).toContain(issue);
  });

  it('of any shape are refused with a RejectedError only', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ store: fc.jsonValue(), customer: fc.jsonValue(), shopline: fc.jsonValue() }),
      fc.record({ specversion: fc.jsonValue(), id: fc.jsonValue(), data: fc.jsonValue() }),
      fc.record({ platform: fc.jsonValue(), limits: fc.jsonValue(), sources: fc.jsonValue() }),
    );
    const validators: readonly Validator<unknown>[] = [
      validateEvent,
      validateSignup,
      validateStore,
    ];
    fc.assert(
      fc.property(anything, (value) => {
        for (const validator of validators) {
          if (validator(value)) continue;
          const error = rejectionOf(() => validate(validator, value, 'invalid_event', 'it'));
          expect(error.issues).not.toHaveLength(0);
        }
      }),
    );
  });

  it('never leave a value in an error text', () => {
    const fields = ['email', 'phone', 'gender', 'birthday', 'locale', 'registeredAt', 'tags'];
    const secret = fc.string({ minLength: 4, maxLength: 300 }).map((text) => `§${text}§`);
    const broken = fc.dictionary(fc.constantFrom(...fields), secret, { minKeys: 1 });
    fc.assert(
      fc.property(broken, secret, (values, key) => {
        const error = refuse(customer({ ...values, [key]: key, addresses: [{ [key]: key }] }));
        const text = error.message + JSON.stringify(error.issues);
        expect(text).not.toContain('§');
      }),
    );
  });
});
