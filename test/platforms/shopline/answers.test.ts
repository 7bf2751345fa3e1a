import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../src/http/http.ts';
import { type Operation, OPERATIONS, verdictOf } from '../../../src/platforms/shopline/answers.ts';
import { silence } from '../../../src/platforms/shared/answers.ts';

const rejected = { kind: 'final', reason: 'rejected' };
/** No table knows it: one search tells. */
const unknown = { ...rejected, isUnknown: true };
const contactTaken = { kind: 'final', reason: 'contact_taken' };
const unauthorized = { kind: 'unauthorized' };
const wait = { kind: 'wait' };
const closed = { kind: 'closed' };
const again = { kind: 'again' };
const gone = { kind: 'gone' };
const taken = { kind: 'taken' };
const ambiguous = { kind: 'ambiguous' };
const TAKEN = { message: 'Email has already been taken', code: 'X', extras: {} };
const INVALID = { error: 'Mobile phone is invalid', message: 'Mobile phone is invalid' };

describe('an answer', () => {
  it.each<[number, Operation, unknown, unknown]>([
    [200, 'create', {}, undefined],
    [201, 'create', {}, undefined],
    [204, 'update', undefined, undefined],
    [199, 'update', {}, closed],
    [300, 'update', {}, closed],
    [301, 'create', undefined, closed],
    [400, 'create', TAKEN, taken],
    [400, 'create', INVALID, unknown],
    [400, 'update', 'Bad Request', rejected],
    [401, 'create', {}, unauthorized],
    [401, 'find', {}, unauthorized],
    [402, 'find', {}, closed],
    [403, 'update', {}, unauthorized],
    [404, 'create', {}, closed],
    [404, 'find', {}, closed],
    [404, 'read', {}, gone],
    [404, 'update', {}, gone],
    [404, 'addTags', {}, gone],
    [405, 'create', {}, closed],
    [408, 'create', {}, ambiguous],
    [408, 'update', {}, again],
    [409, 'create', {}, taken],
    [409, 'update', {}, rejected],
    [409, 'update', TAKEN, contactTaken],
    [410, 'create', {}, closed],
    [413, 'create', {}, rejected],
    [415, 'update', {}, rejected],
    [422, 'create', TAKEN, taken],
    [422, 'create', INVALID, unknown],
    [422, 'update', TAKEN, contactTaken],
    [422, 'update', INVALID, rejected],
    [422, 'addTags', TAKEN, rejected],
    [422, 'find', TAKEN, rejected],
    [429, 'create', {}, wait],
    [429, 'find', {}, wait],
    [500, 'create', {}, ambiguous],
    [500, 'create', TAKEN, ambiguous],
    [502, 'find', '<html>', again],
    [503, 'update', {}, again],
    [504, 'addTags', {}, again],
    [599, 'create', undefined, ambiguous],
  ])('%i to %s with %j', (status, operation, body, verdict) => {
    expect(verdictOf(operation, { status, headers: {}, body })).toEqual(verdict);
  });

  it.each<[number, Operation, unknown]>([
    [429, 'create', { kind: 'wait', retryAfterMs: 7_000 }],
    [503, 'update', { kind: 'again', retryAfterMs: 7_000 }],
    [503, 'create', ambiguous],
  ])('%i to %s waits as long as it asks for', (status, operation, verdict) => {
    const answer = { status, headers: { 'retry-after': '7' }, body: {} };
    expect(verdictOf(operation, answer)).toEqual(verdict);
  });
});

describe('an error text of a create', () => {
  it.each([
    [{ code: 'EMAIL_TAKEN' }],
    [{ code: 'EmailAlreadyExists' }],
    [{ error: 'Mobile phone has already been registered' }],
    [{ message: 'email is duplicated' }],
    [{ message: ['Phone exists'] }],
    [{ message: '此電子郵件已被註冊' }],
    [{ message: '手機號碼重複' }],
    [{ code: 'UC0409', message: '手機號碼重覆', extras: {} }],
    [{ message: '手機號碼重覆' }],
    [{ code: 'UC0409' }],
    [{ message: '此手機號碼被其他會員使用' }],
    [{ message: 'mobile_phone belongs to another customer' }],
    [{ error: 'Email is used by another member' }],
    [{ code: 'PHONE_IN__USE' }],
    [{ code: `${'X'.repeat(194)}_TAKEN` }],
    ['email or mobile_phone is already used'],
  ])('%j may mean that the contact is taken', (body) => {
    expect(verdictOf('create', { status: 422, headers: {}, body })).toEqual(taken);
  });

  it.each([
    [{ message: 'membership tier does not exist' }],
    [{ message: "The channel doesn't exist" }],
    [{ message: '會員等級不存在' }],
    [{ message: 'taken@example.com is not an e-mail address' }],
    [{ message: 'already.ada@example.com is not an e-mail address' }],
    [{ message: 'ada@mail.unique.example is not an e-mail address' }],
    [{ message: 'The channel doesn’t exist' }],
    [{ code: `${'X'.repeat(195)}_TAKEN` }],
    [{ message: 'country is not registered for sign-up' }],
    [{ message: { taken: true }, code: 7 }],
    [undefined],
    [['taken', { a: 1 }].slice(1)],
  ])('%j does not, so one search tells', (body) => {
    expect(verdictOf('create', { status: 422, headers: {}, body })).toEqual(unknown);
  });
});

describe('no answer', () => {
  it.each<[Operation, boolean, unknown]>([
    ['create', true, ambiguous],
    ['create', false, again],
    ['update', true, again],
    ['addTags', true, again],
    ['find', true, again],
    ['read', false, again],
  ])('to %s, sent: %s', (operation, maybeSent, verdict) => {
    expect(
      silence(operation, OPERATIONS[operation], new HttpError('ECONNRESET', maybeSent)),
    ).toEqual(verdict);
  });
});
