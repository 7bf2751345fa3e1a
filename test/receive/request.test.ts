import { describe, expect, it } from 'vitest';
import { toRequest } from '../../src/receive/request.ts';
import { aRequest } from '../support/a-request.ts';

describe('a request', () => {
  it('of an empty event is empty', () => {
    expect(toRequest({})).toEqual({
      method: '',
      store: undefined,
      source: undefined,
      secret: undefined,
      query: '',
      headers: {},
      body: Buffer.alloc(0),
    });
  });

  it('has every field of an event, with header names in lower case', () => {
    const event = aRequest({
      secret: 's',
      query: 'a=%20b',
      headers: { 'X-Topic': 'Create' },
      body: '林',
    });
    expect(toRequest(event)).toEqual({
      method: 'POST',
      store: 'tw-main',
      source: 'form',
      secret: 's',
      query: 'a=%20b',
      headers: { 'content-type': 'application/json', 'x-topic': 'Create' },
      body: Buffer.from('林'),
    });
  });

  it('drops a header without a value', () => {
    const headers = { 'x-a': 'a', 'x-b': undefined };
    expect(toRequest({ headers }).headers).toStrictEqual({ 'x-a': 'a' });
  });

  it('has no method if the event has no `http`', () => {
    expect(toRequest({ requestContext: {} as never }).method).toBe('');
  });

  it('has no secret if the secret is empty', () => {
    expect(toRequest(aRequest({ secret: '' })).secret).toBeUndefined();
  });

  it.each(['a', '0_-', 'x'.repeat(64)])('can name a store %s', (store) => {
    expect(toRequest(aRequest({ store })).store).toBe(store);
  });

  it.each(['', '-a', 'a b', 'a/b', 'a\n', '\na', 'a@example.com', 'x'.repeat(65)])(
    'cannot name a store %j',
    (store) => {
      expect(toRequest(aRequest({ store })).store).toBeUndefined();
    },
  );
});
