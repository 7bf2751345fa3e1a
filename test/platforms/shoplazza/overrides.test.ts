import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { ada, created, fitted, type SignupParts } from './fitted.ts';

/** Path and rule of every issue. */
const issuesOf = (parts: SignupParts): readonly string[] => {
  try {
    fitted(parts);
    return [];
  } catch (error) {
    if (!(error instanceof RejectedError) || error.reason !== 'invalid_request') throw error;
    return error.issues.map(({ path, rule }) => `${path} ${rule}`);
  }
};

describe('data.shoplazza', () => {
  it('wins over the mapping, under the clock of the field that it replaces', () => {
    const customer = { ...ada, name: 'Ada Lin', tags: ['fair'], addresses: [{ line1: 'x' }] };
    const address = {
      first_name: 'B',
      last_name: 'C',
      country: 'France',
      country_code: 'FR',
      address1: '2 rue',
    };
    const shoplazza = {
      first_name: 'Augusta',
      accepts_marketing: true,
      accepts_sms_marketing: false,
      tags: 'x, y',
      addresses: [address],
      registered_at: '2020-01-01T00:00:00Z',
      contact_type: 'phone',
      phone: '+33612345678',
      password: 'sesame7',
      password_confirmation: 'sesame7',
    };
    const parts: SignupParts = {
      customer,
      shoplazza,
      consent: { email: { state: 'denied', at: '2026-01-01T00:00:00Z' } },
    };
    expect(created(parts)).toEqual({
      ...shoplazza,
      email: 'Ada@example.com',
      last_name: 'Lin',
      tags: 'x,y',
      addresses: [{ ...address, default: false }],
    });
    const { facts, createOnly } = fitted(parts);
    expect(facts.map(({ key }) => key.replace(/:.*/, ':')).toSorted()).toEqual(
      [
        'address:',
        'consent.email',
        'consent.sms',
        'email',
        'firstName',
        'lastName',
        'phone',
      ].concat(['registeredAt', 'tag:', 'tag:']),
    );
    expect(createOnly).toEqual({
      contact_type: 'phone',
      registered_at: '2026-11-22T03:04:05Z',
      password: 'sesame7',
      password_confirmation: 'sesame7',
    });
    expect(facts.find(({ key }) => key === 'consent.email')?.stamp.denied).toBeUndefined();
    expect(facts.find(({ key }) => key === 'consent.sms')?.stamp.denied).toBe(true);
  });

  it.each([
    { shoplazza: { nickname: 'x' }, issues: ['/shoplazza additionalProperties'] },
    { shoplazza: { first_name: 5 }, issues: ['/shoplazza/first_name type'] },
    { shoplazza: { tags: ['x'] }, issues: ['/shoplazza/tags type'] },
    { shoplazza: { accepts_marketing: 'yes' }, issues: ['/shoplazza/accepts_marketing type'] },
    { shoplazza: { contact_type: 'phone' }, issues: ['/shoplazza required'] },
    { shoplazza: { password: 'sesame7' }, issues: ['/shoplazza dependentRequired'] },
    {
      shoplazza: { password: '12345', password_confirmation: '12345' },
      issues: ['/shoplazza/password minLength'],
    },
    {
      shoplazza: { password: 'sesame7', password_confirmation: 'Sesame7' },
      issues: ['/shoplazza/password_confirmation equal'],
    },
    {
      shoplazza: { password: 5, password_confirmation: 'sesame7' },
      issues: ['/shoplazza/password type'],
    },
    { shoplazza: { addresses: 'x' }, issues: ['/shoplazza/addresses type'] },
    {
      shoplazza: { addresses: [{ first_name: 'A', last_name: 'B', country: 'Chad' }] },
      issues: ['/shoplazza/addresses/0 required'],
    },
    {
      shoplazza: { registered_at: 'today' },
      issues: expect.arrayContaining(['/shoplazza/registered_at format']),
    },
  ])('$shoplazza → $issues', ({ shoplazza, issues }) => {
    expect(issuesOf({ shoplazza })).toEqual(issues);
  });

  it.each([
    { shoplazza: { nickname: 'x' }, issues: ['/shoplazza additionalProperties'] },
    { shoplazza: { last_name: 5 }, issues: ['/shoplazza/last_name type'] },
    { shoplazza: { addresses: 'x' }, issues: ['/shoplazza/addresses type'] },
    { shoplazza: { addresses: [5] }, issues: ['/shoplazza/addresses/0 type'] },
  ])('customer.updated: $shoplazza → $issues', ({ shoplazza, issues }) => {
    expect(issuesOf({ type: 'customer.updated', shoplazza })).toEqual(issues);
  });

  it('is unheld in customer.updated if only create can carry it', () => {
    const shoplazza = { password: 'x', email: 5, contact_type: 'fax', first_name: 'Ada' };
    const result = fitted({ type: 'customer.updated', customer: ada, shoplazza });
    expect(result.unheld).toEqual([
      'shoplazza.password',
      'shoplazza.email',
      'shoplazza.contact_type',
    ]);
    expect(result.facts).toMatchObject([
      { key: 'email', parameters: { email: ada.email } },
      { key: 'firstName', parameters: { first_name: 'Ada' } },
    ]);
    expect(result.createOnly).toEqual({
      contact_type: 'email',
      registered_at: '2026-11-22T03:04:05Z',
    });
  });

  it('never repeats a value in the error', () => {
    const shoplazza = { password: 's3cr', password_confirmation: 'S3cr', first_name: ['Adalbert'] };
    const text = (): unknown => fitted({ shoplazza });
    expect(text).toThrow(/password/);
    expect(text).not.toThrow(/s3cr|adalbert/i);
  });
});
