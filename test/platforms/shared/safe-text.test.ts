import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeCode, safeText } from '../../../src/platforms/shared/safe-text.ts';

describe('safeText', () => {
  it.each([
    ['Email or Phone is already taken'],
    ['Password is too short (minimum is 6 characters)'],
    ["Country code can't be blank"],
    ['param is missing or the value is empty: customer'],
    ['Rate limit exceeded for attempts to access Open API. please try again later'],
  ])('keeps the documented message %j as it is', (message) => {
    expect(safeText(message)).toBe(message);
  });

  it.each([
    ['Email ada@example.com has already been taken', 'Email … has already been taken'],
    ['mobile_phone 0912345678 is invalid', 'mobile_phone … is invalid'],
    ['Ada Lin, 1 Example Road: not found', '… not found'],
    ['customer.email is invalid', 'customer.email is invalid'],
    ['Validation failed: Name "Ada" is too long', 'Validation failed Name … is too long'],
    ['手機號碼已被註冊', '手機號碼已被註冊'],
    ['林小美 已經存在', '… 已經存在'],
    ['Email is invalid.', 'Email is invalid'],
    ["'Email' ...is... invalid", 'Email is invalid'],
    ['Email can’t be blank', "Email can't be blank"],
    ['customer.Ada is invalid', '… is invalid'],
    ['a.a.a.a.a.a is invalid', 'a.a.a.a.a.a is invalid'],
    ['a.a.a.a.a.a.a is invalid', '… is invalid'],
    [
      ' Password is too short (minimum is 6 characters)\n',
      'Password is too short (minimum is 6 characters)',
    ],
    ['?!', ''],
    ['<html><title>502 Bad Gateway</title>', '… Bad Gateway …'],
    ['password=hunter2 token=eyJhbGciOi', 'password … token …'],
    ['Phone is invalid, born 1992-05-14', 'Phone is invalid …'],
  ])('reduces %j to the words it knows', (message, safe) => {
    expect(safeText(message)).toBe(safe);
  });

  it('joins the messages of a list and passes over what is no text', () => {
    expect(safeText(['Phone is invalid', 7, { a: 1 }, 'ada@example.com'])).toBe(
      'Phone is invalid; …',
    );
  });

  it('shows five messages at most, and none that is empty', () => {
    const words = ['email', 'phone', '', 'name', 'birthday', 'tags'];
    expect(safeText(words)).toBe('email; phone; name; birthday');
  });

  it('reads no further than 2,000 characters', () => {
    expect(safeText(`${'x'.repeat(1_999)} email`)).toBe('…');
    expect(safeText(`${'x'.repeat(1_994)} email`)).toBe('… email');
  });

  it.each([[undefined], [null], [7], [{ message: 'ada' }], [[]], ['']])(
    'is empty for %j',
    (text) => {
      expect(safeText(text)).toBe('');
    },
  );

  it('stays short and quick for a megabyte', () => {
    expect(safeText('email is invalid '.repeat(60_000)).length).toBeLessThanOrEqual(200);
    expect(safeText('已'.repeat(1_000_000)).length).toBeLessThanOrEqual(200);
  });

  it('never lets a contact through, however it is wrapped', () => {
    const wrapper = fc.constantFrom('"', "'", '<', '(', '', ' ', ':', '=', '已', ',');
    const secret = fc.oneof(
      fc.emailAddress(),
      fc.stringMatching(/^\+?\d{7,12}$/),
      fc.stringMatching(/^(shpat|eyJ)[A-Za-z0-9]{10,20}$/),
    );
    fc.assert(
      fc.property(wrapper, secret, wrapper, (before, value, after) => {
        expect(safeText(`Email ${before}${value}${after} is invalid`)).not.toContain(value);
      }),
    );
  });
});

describe('safeCode', () => {
  it.each([
    ['RateLimitExceeded'],
    ['TOKEN_EXPIRED'],
    ['InvalidParameter'],
    ['EMAIL_ALREADY_TAKEN'],
    ['CustomerNotFound'],
    ['invalid_parameter'],
    ['RATE-LIMIT'],
    ['MISSING_TOKEN_ERROR'],
    ['TOKEN_REVOKED'],
    [`an${'_a'.repeat(31)}`],
  ])('accepts %s', (code) => {
    expect(safeCode(code)).toBe(code);
  });

  it.each([
    ['ADA_LIN'],
    ['AdaLin'],
    ['0912345678'],
    ['ada@example.com'],
    ['EMAIL_TAKEN_BY_ADA'],
    ['EMAIL_'.repeat(20)],
    [`a${'_a'.repeat(32)}`],
    ['EMAIL TAKEN'],
    ['_EMAIL'],
    [''],
    [5],
    [null],
    [{}],
  ])('refuses %j', (code) => {
    expect(safeCode(code)).toBeUndefined();
  });
});
