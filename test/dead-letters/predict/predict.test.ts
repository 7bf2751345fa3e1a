import { describe, expect, it } from 'vitest';
import { WaitError } from '../../../src/event/errors.ts';
import { toLetter } from '../../../src/dead-letters/letter.ts';
import { type PredictDeps, predictLetter } from '../../../src/dead-letters/predict/predict.ts';
import { anEvent } from '../../support/an-event.ts';
import { aLetter, openLetterWorld, text } from '../../support/letter-world.ts';

const { deps } = openLetterWorld();
const predict = (given: ReturnType<typeof aLetter>, changes: Partial<PredictDeps> = {}) => {
  const received = { messageId: 'm-1', receipt: 'r', sentAt: deps.now() - 1_000, ...given };
  return predictLetter(toLetter(received, 1_000_000), { ...deps, ...changes });
};
const delivery = (source: string, body: string, type = 'application/x-www-form-urlencoded') => {
  const data = { store: 'ok', source, headers: { 'content-type': type }, body };
  return JSON.stringify(
    anEvent({ type: 'webhook.delivered', data: { ...data, customer: undefined } }),
  );
};
const withShoplazza = (more: object): string =>
  JSON.stringify(
    anEvent({ data: { store: 'ok', customer: { email: 'ada@example.com' }, shoplazza: more } }),
  );

describe('a prediction', () => {
  it('is `delivers` if all checks pass', async () => {
    expect(await predict(aLetter())).toEqual({ verdict: 'delivers', store: 'ok' });
    expect(await predict(aLetter({ body: delivery('form', 'email=ada%40example.com') }))).toEqual({
      verdict: 'delivers',
      store: 'ok',
    });
  });

  it('names what would not be used, by path and rule, and never a value', async () => {
    const body = delivery(
      'form',
      'email=ada%40example.com&phone=ask+me&name=-&emailOptIn=maybe+later',
    );
    expect(await predict(aLetter({ body }))).toEqual({
      verdict: 'delivers',
      store: 'ok',
      leftOut: [
        { path: 'name', rule: 'no_visible_character' },
        { path: 'phone', rule: 'impossible_phone' },
      ],
      unclear: ['email'],
    });
  });

  it.each(['rejected', 'identity_conflict', 'contact_taken', 'customer_not_found', 'unauthorized'])(
    'leaves the decision to a shop that answered %s before',
    async (reason) => {
      expect(await predict(aLetter({ reason }))).toEqual({
        verdict: 'delivers',
        shopDecides: true,
        detail: 'last time: what went wrong',
        store: 'ok',
      });
    },
  );

  it.each([
    ['invalid_json', '{'],
    ['invalid_event', '{}'],
    ['invalid_signup', JSON.stringify(anEvent({ data: { store: 'ok', customer: {} } }))],
    ['invalid_request', withShoplazza({ gender: 'unheard of' })],
    ['unknown_source', delivery('nowhere', 'a=b')],
    ['unknown_store', JSON.stringify(anEvent({ data: { store: 'nowhere' } }))],
  ])('is `fails` with %s', async (reason, body) => {
    const { verdict, reason: predicted, detail } = await predict(aLetter({ body }));
    expect({ verdict, predicted }).toEqual({ verdict: 'fails', predicted: reason });
    expect(detail).not.toBe('');
  });

  it('names the violated rules, with pointers', async () => {
    const body = JSON.stringify(anEvent({ data: { store: 'ok', customer: { email: 'no' } } }));
    const { issues } = await predict(aLetter({ body }));
    expect(issues).toMatchObject([{ path: '/customer/email', rule: 'format' }]);
  });

  it('is `skipped` for a delivery without a signup', async () => {
    const body = delivery(
      'line',
      JSON.stringify({ destination: 'U1', events: [] }),
      'application/json',
    );
    expect(await predict(aLetter({ body }))).toMatchObject({ verdict: 'skipped' });
  });

  it('is `fails` with the reason if the store cannot be read', async () => {
    const get = async () =>
      Promise.reject(new WaitError('the configuration of store "ok" is invalid'));
    expect(await predict(aLetter(), { stores: { get, refresh: get } })).toEqual({
      verdict: 'fails',
      reason: 'retries_exhausted',
      detail: 'the configuration of store "ok" is invalid',
      store: 'ok',
    });
  });

  it('is `crashed` if the code throws', async () => {
    const openPlatform = () => {
      throw new TypeError('secret');
    };
    const { reason, detail } = await predict(aLetter(), { openPlatform });
    expect(reason).toBe('crashed');
    expect(detail).not.toContain('secret');
  });

  it('ignores the attribute `notBefore`', async () => {
    const attributes = { notBefore: text('2099-01-01T00:00:00.000Z') };
    const { attributes: all, ...letter } = aLetter({ attributes });
    const { reason: _, failedAt: __, ...crashed } = all;
    expect(await predict({ ...letter, attributes: crashed })).toMatchObject({
      verdict: 'delivers',
    });
  });
});
