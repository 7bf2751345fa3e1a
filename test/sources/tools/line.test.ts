import { describe, expect, it } from 'vitest';
import { readBy } from '../delivery-of.ts';

const event = (fields: Readonly<Record<string, unknown>>) => ({
  mode: 'active',
  timestamp: 1_789_442_400_000,
  source: { type: 'user', userId: 'U4af4980629' },
  webhookEventId: '01K5LINEEVENT00000000000001',
  deliveryContext: { isRedelivery: false },
  ...fields,
});
const read = (...events: readonly unknown[]) => readBy('line', { destination: 'Uf0f0', events });

describe('a LINE delivery', () => {
  it.each([
    [{ type: 'follow', follow: { isUnblocked: false } }, /became a friend/],
    [{ type: 'follow' }, /became a friend/],
    [{ type: 'follow', follow: { isUnblocked: true } }, /came back/],
    [{ type: 'unfollow' }, /left/],
    [{ type: 'accountLink', link: { result: 'ok', nonce: 'n' } }, /linked an account/],
    [{ type: 'message', message: { type: 'text', text: 'ada@example.com' } }, /not about a signup/],
    [{ type: 'constructor' }, /not about a signup/],
  ])('of %j makes no customer', (fields, why) => {
    const id = '01K5LINEEVENT00000000000001';
    expect(read(event(fields))).toEqual([{ kind: 'skipped', id, why: expect.stringMatching(why) }]);
  });

  it('keeps its id when it is delivered again', () => {
    const again = { type: 'follow', deliveryContext: { isRedelivery: true } };
    expect(read(event(again))).toEqual(read(event({ type: 'follow' })));
  });

  it('gives every event of a batch its own id, also where LINE gives none', () => {
    const bare = event({ type: 'follow', webhookEventId: null });
    expect(read(bare, bare).map(({ id }) => id)).toEqual([
      'Uf0f0:1789442400000:0',
      'Uf0f0:1789442400000:1',
    ]);
  });

  it('without events is a try of the address', () => {
    expect(read()).toEqual([]);
    expect(() => readBy('line', {})).toThrow('`events` is missing');
  });
});
