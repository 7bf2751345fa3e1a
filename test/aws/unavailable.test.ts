import { expect, it } from 'vitest';
import { AwsJsonError } from '../../src/aws/json/errors.ts';
import { unavailable } from '../../src/aws/unavailable.ts';
import { HttpError } from '../../src/http/http-error.ts';

const needed = { right: 'dynamodb:PutItem', of: 'the table relay-ledger' };
const answered = (name: string, status = 400): Error => new AwsJsonError('DynamoDB', name, status);
const named = (name: string): Error => Object.assign(new Error('Item ada@example.com'), { name });

it.each<[Error, string]>([
  [new HttpError('no answer in time', true), 'the ledger cannot be reached (no answer in time)'],
  [answered('InternalServerError', 500), 'the ledger cannot be reached (InternalServerError)'],
  [
    answered('TransactionConflictException'),
    'the ledger cannot be reached (TransactionConflictException)',
  ],
  [answered('ThrottlingException'), 'the ledger is throttled (ThrottlingException)'],
  [
    answered('ProvisionedThroughputExceededException'),
    'the ledger is throttled (ProvisionedThroughputExceededException)',
  ],
  [named('ThrottlingException'), 'the ledger is throttled (ThrottlingException)'],
  [named('__proto__'), 'the ledger cannot be reached (__proto__)'],
])('waits for a service that comes back: %s', (error, text) => {
  const { message, isMisconfigured } = unavailable('the ledger', error, needed);
  expect({ message, isMisconfigured }).toEqual({ message: text, isMisconfigured: false });
});

it.each<[string, RegExp]>([
  ['AccessDeniedException', /right dynamodb:PutItem on the table relay-ledger is missing; deploy/],
  ['ResourceNotFoundException', /no such resource .*the table relay-ledger\); restore it/],
  ['ValidationException', /a request invalid .*PutItem on the table relay-ledger\); check/],
  ['UnrecognizedClientException', /refuses the credentials \(Unrec.*check the role/],
  ['InvalidKeyId', /its KMS key is disabled, deleted or not allowed; enable/],
  ['KMSDisabledException', /its KMS key is disabled/],
])('tells an operator what is missing: %s', (name, text) => {
  for (const error of [answered(name), named(name)]) {
    const { message, isMisconfigured } = unavailable('the ledger', error, needed);
    expect(message).toMatch(text);
    expect(message).toContain(name);
    expect(message).not.toContain('ada');
    expect(isMisconfigured).toBe(true);
  }
});
