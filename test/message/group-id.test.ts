import { describe, expect, it } from 'vitest';
import { groupOf, readGroup, reasonGroup } from '../../src/message/group-id.ts';
import { bodyWithRoom } from '../support/settlements.ts';

const FULL = bodyWithRoom(0);

describe('the group of a message', () => {
  it.each([
    ['tw-main', { groupId: 'tw-main' }],
    ['x'.repeat(128), { groupId: 'x'.repeat(128) }],
    // SQS would refuse the whole message.
    ['x'.repeat(129), {}],
    ['two words', {}],
    ['', {}],
    [undefined, {}],
  ])('is the store where SQS accepts it: %j', (store, expected) => {
    expect(groupOf(store)).toEqual(expected);
  });

  it.each([
    ['tw-main', 'reason=invalid_event;store=tw-main', 'tw-main'],
    ['a;store=b', 'reason=invalid_event;store=a;store=b', 'a;store=b'],
    ['x'.repeat(120), 'reason=invalid_event', undefined],
    [undefined, 'reason=invalid_event', undefined],
  ])('has reason and store of a dead letter without room: %j', (store, group, groupId) => {
    expect(reasonGroup('invalid_event', store)).toBe(group);
    const read = readGroup(group, FULL);
    expect(read).toEqual({ reason: 'invalid_event', ...(groupId !== undefined && { groupId }) });
  });

  it.each([
    // Six bytes of name, six of type, eight of value.
    ['beside a body that has room for a reason', 'reason=rejected', bodyWithRoom(20)],
    ['without a reason of ours', 'reason=magic;store=x', FULL],
    ['that only looks like it', 'reasons', FULL],
  ])('%s is the sender’s own', (_, group, body) => {
    expect(readGroup(group, body)).toEqual({ groupId: group });
  });

  it('may be absent', () => {
    expect(readGroup(undefined, FULL)).toEqual({});
  });
});
