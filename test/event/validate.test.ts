import { describe, expect, it } from 'vitest';
import type { RejectedError } from '../../src/event/errors.ts';
import { validateSignup } from '../../src/generated/signup-validators.js';
import { validateShoplineUpdateCustomer } from '../../src/generated/shopline-validators.js';
import { parseJson, validate } from '../../src/event/validate.ts';
import { rejectionOf } from '../schemas/rejection-of.ts';

const refuse = (value: unknown): RejectedError =>
  rejectionOf(() => validate(validateSignup, value, 'invalid_signup', 'the signup'));

const customer = (fields: Readonly<Record<string, unknown>>): unknown => ({
  store: 'tw-main',
  customer: { email: 'ada@example.com', ...fields },
});

describe('validate', () => {
  it('returns the very value that keeps the schema', () => {
    const value = customer({});
    expect(validate(validateSignup, value, 'invalid_signup', 'the signup')).toBe(value);
  });

  it('carries the reason, and each broken rule with its path', () => {
    const error = refuse(customer({ email: 'ada', tags: ['x', 'x'] }));
    expect(error.reason).toBe('invalid_signup');
    expect(error.issues).toEqual([
      { path: '/customer/email', rule: 'format', expected: 'must be an e-mail address' },
      {
        path: '/customer/tags',
        rule: 'uniqueItems',
        expected: 'must not have the same entry twice',
      },
    ]);
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ email: null }, '/customer needs an `email` or a `phone` (anyOf)'],
    [{ email: 'ada' }, '/customer/email must be an e-mail address (format)'],
    [{ gender: 'f' }, '/customer/gender must be male, female, other or null (enum)'],
    [{ phone: 5 }, '/customer/phone must be text or null (type)'],
    [{ name: '' }, '/customer/name must not be empty (minLength)'],
    [{ phone: '12' }, '/customer/phone must have at least 3 characters (minLength)'],
    [
      { externalId: 'a'.repeat(201) },
      '/customer/externalId must have at most 200 characters (maxLength)',
    ],
    [{ addresses: [{}] }, '/customer/addresses/0 must have at least 1 field (minProperties)'],
    [{ nickname: 'Ada' }, '/customer: `nickname` is not a known field (additionalProperties)'],
    [{ 'ada@example.com': 1 }, '/customer: `…` is not a known field (additionalProperties)'],
    [{ '0912345678': 1 }, '/customer: `…` is not a known field (additionalProperties)'],
    [{ x886912345678: 1 }, '/customer: `…` is not a known field (additionalProperties)'],
    [
      { name: 'Ada Lovelace', lovelace_1: 1 },
      '/customer: `…` is not a known field (additionalProperties)',
    ],
    [{ phone: 5, lastName: 'Phone' }, '/customer/phone must be text or null (type)'],
    [
      { registeredAt: 'now' },
      '/customer/registeredAt must be a time with seconds and its zone such as `2026-11-22T03:04:05Z` (format)',
    ],
  ])('says about %j what a shop person can act on', (fields, sentence) => {
    expect(refuse(customer(fields)).message).toBe(`the signup is not valid: ${sentence}`);
  });

  it('says what is missing at the root', () => {
    expect(refuse({ customer: { email: 'ada@example.com' } }).message).toBe(
      'the signup is not valid: `store` is missing (required)',
    );
  });

  it('says which parameter needs which', () => {
    const error = rejectionOf(() =>
      validate(validateShoplineUpdateCustomer, { phone: '1' }, 'invalid_request', 'the request'),
    );
    expect(error.message).toContain('`phone_country_code` is missing: `phone` needs it');
  });

  it('shows five issues in one line of at most 1,000 characters, and keeps at most 20', () => {
    const names = Array.from({ length: 30 }, (_, i) => `unknown_field_number_${i}`);
    const error = refuse(customer(Object.fromEntries(names.map((name) => [name, 1]))));
    expect(error.issues).toHaveLength(20);
    expect(error.message).toMatch(
      /`unknown_field_number_4` is not a known field .*; … and 15 more$/,
    );
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThanOrEqual(1_000);
  });

  it('hides names that a sender made up within a path', () => {
    const error = rejectionOf(() =>
      validate(
        validateShoplineUpdateCustomer,
        { custom_fields: { 'ada@example.com/~': 1 } },
        'invalid_request',
        'the request',
      ),
    );
    expect(error.issues).toEqual([
      { path: '/custom_fields/…', rule: 'type', expected: 'must be text or null' },
    ]);
  });
});

describe('parseJson', () => {
  it('returns what the text says', () => {
    expect(parseJson('{"a":[1,null]}')).toEqual({ a: [1, null] });
  });

  it.each([
    ['', 'not JSON'],
    ['{"email":"ada@example.com', 'not JSON: see position 25 (line 1 column 26)'],
    ['[ada@example.com]', 'not JSON'],
    ['{"a":1,\n}', 'not JSON: see position 8 (line 2 column 1)'],
    ['nul at position 5 (line 1 column 6)', 'not JSON'],
  ])('refuses %j without quoting it', (text, message) => {
    expect(rejectionOf(() => parseJson(text))).toMatchObject({ reason: 'invalid_json', message });
  });
});
