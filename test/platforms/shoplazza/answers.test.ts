import { describe, expect, it } from 'vitest';
import { type Operation, verdictOf } from '../../../src/platforms/shoplazza/answers.ts';

const TAKEN = 'Email or Phone is already taken';
const rejected = { kind: 'final', reason: 'rejected' };
/** No table knows it: one search tells. */
const unknown = { ...rejected, isUnknown: true };
const wait = { kind: 'wait' };
const closed = { kind: 'closed' };
const ambiguous = { kind: 'ambiguous' };
const again = { kind: 'again' };
const gone = { kind: 'gone' };
const taken = { kind: 'taken' };
const unauthorized = { kind: 'unauthorized' };

interface Row {
  readonly operation: Operation;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly verdict: unknown;
}

describe('verdictOf', () => {
  it.each<Row>([
    { operation: 'create', status: 200, body: { customer: {} }, verdict: undefined },
    { operation: 'find', status: 200, body: { code: 'Success', message: '' }, verdict: undefined },
    { operation: 'update', status: 204, verdict: undefined },
    { operation: 'update', status: 199, verdict: closed },
    { operation: 'update', status: 300, verdict: closed },

    { operation: 'create', status: 422, body: { errors: [TAKEN] }, verdict: taken },
    {
      operation: 'create',
      status: 422,
      body: { errors: ['Email is invalid', TAKEN] },
      verdict: taken,
    },
    {
      operation: 'create',
      status: 422,
      body: { errors: { email: ['has already been taken'] } },
      verdict: taken,
    },
    {
      operation: 'create',
      status: 400,
      body: { code: 'InvalidParameter', message: TAKEN },
      verdict: taken,
    },
    { operation: 'create', status: 500, body: { message: TAKEN }, verdict: taken },
    { operation: 'create', status: 400, body: { error: TAKEN }, verdict: taken },
    { operation: 'create', status: 409, verdict: taken },
    { operation: 'update', status: 422, body: { errors: [TAKEN] }, verdict: rejected },
    { operation: 'update', status: 409, verdict: rejected },
    { operation: 'create', status: 422, body: { errors: ['Phone is invalid'] }, verdict: rejected },
    {
      operation: 'create',
      status: 422,
      body: { errors: ['First name taken aback is invalid'] },
      verdict: unknown,
    },
    {
      operation: 'create',
      status: 422,
      body: { errors: ['Password is too short (minimum is 6 characters)', 'Phone is invalid'] },
      verdict: rejected,
    },
    {
      operation: 'create',
      status: 400,
      body: { code: 'InvalidParameter', message: 'Email is invalid' },
      verdict: rejected,
    },
    {
      operation: 'create',
      status: 422,
      body: { errors: ['Phone is invalid', 'Customer cannot join'] },
      verdict: unknown,
    },
    { operation: 'create', status: 400, body: { code: 'InvalidParameter' }, verdict: unknown },
    {
      operation: 'addAddress',
      status: 422,
      body: { errors: ["Country can't be blank"] },
      verdict: rejected,
    },
    {
      operation: 'find',
      status: 400,
      body: { code: 'InvalidParameter', message: '' },
      verdict: rejected,
    },
    { operation: 'create', status: 413, verdict: rejected },

    { operation: 'find', status: 401, verdict: unauthorized },
    { operation: 'update', status: 403, body: { errors: ['No Context'] }, verdict: unauthorized },
    { operation: 'create', status: 400, body: 'Unauthorized', verdict: unauthorized },
    { operation: 'create', status: 400, body: { errors: ['Unauthorized'] }, verdict: unauthorized },
    { operation: 'find', status: 422, body: 'Unauthorized', verdict: rejected },
    { operation: 'find', status: 500, body: 'Unauthorized', verdict: again },
    { operation: 'find', status: 400, body: { error: 'Unauthorised.' }, verdict: unauthorized },
    {
      operation: 'create',
      status: 400,
      body: { errors: ['First name Unauthorized is invalid'] },
      verdict: unknown,
    },

    { operation: 'find', status: 400, body: { error: 'store is not active' }, verdict: closed },
    { operation: 'create', status: 401, body: { error: 'store is not active' }, verdict: closed },
    { operation: 'create', status: 500, body: { error: 'store is not active' }, verdict: closed },
    { operation: 'find', status: 200, body: { error: 'store is not active' }, verdict: closed },
    { operation: 'create', status: 402, verdict: closed },
    { operation: 'update', status: 301, verdict: closed },

    { operation: 'find', status: 404, verdict: closed },
    { operation: 'create', status: 404, body: { errors: ['record not found'] }, verdict: closed },
    { operation: 'read', status: 404, body: { errors: ['record not found'] }, verdict: gone },
    { operation: 'update', status: 404, verdict: gone },
    { operation: 'listAddresses', status: 404, verdict: gone },
    { operation: 'addAddress', status: 404, verdict: gone },
    {
      operation: 'setDefault',
      status: 404,
      body: { errors: ['Record not found'] },
      verdict: again,
    },

    { operation: 'find', status: 429, verdict: wait },
    {
      operation: 'create',
      status: 429,
      headers: { 'retry-after': '3' },
      verdict: { kind: 'wait', retryAfterMs: 3_000 },
    },
    {
      operation: 'find',
      status: 429,
      headers: { 'retry-after': '86400' },
      verdict: { kind: 'wait', retryAfterMs: 3_600_000 },
    },

    { operation: 'create', status: 408, verdict: ambiguous },
    {
      operation: 'create',
      status: 500,
      body: { code: 5, message: 'x', details: [] },
      verdict: ambiguous,
    },
    { operation: 'create', status: 503, headers: { 'retry-after': '3' }, verdict: ambiguous },
    { operation: 'create', status: 502, body: '<html>', verdict: ambiguous },
    { operation: 'find', status: 500, verdict: again },
    {
      operation: 'update',
      status: 503,
      headers: { 'retry-after': '3' },
      verdict: { kind: 'again', retryAfterMs: 3_000 },
    },
    { operation: 'addAddress', status: 502, verdict: again },
    { operation: 'setDefault', status: 408, verdict: again },
  ])(
    '$operation, $status $body → $verdict',
    ({ operation, status, body, headers = {}, verdict }) => {
      expect(verdictOf(operation, { status, headers, body })).toEqual(verdict);
    },
  );
});
