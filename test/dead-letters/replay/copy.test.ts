import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../../src/util/sqs-limits.ts';
import { toLetter } from '../../../src/dead-letters/letter.ts';
import { replayCopy } from '../../../src/dead-letters/replay/copy.ts';
import type { CopyAttribute } from '../../../src/message/queue-port.ts';
import { aLetter, text } from '../../support/letter-world.ts';

const AT = Date.parse('2026-11-22T10:00:00Z');
const received = { messageId: 'm-1', receipt: 'r', sentAt: AT - 1_000 };
const copyOf = (given: Partial<ReturnType<typeof aLetter>>, trace?: string) => {
  const traced = trace === undefined ? {} : { traceHeader: trace };
  return replayCopy(toLetter({ ...received, ...aLetter(), ...given, ...traced }, 1_000), AT);
};
const foreign = (count: number): Record<string, CopyAttribute> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, text(`${at}`)]));

describe('the copy of a replayed letter', () => {
  it('has the body to the byte, the number of replays and their time', () => {
    const { attributes } = aLetter();
    const copy = copyOf({ body: ' {"a":"é"}\n' });
    expect(copy).toMatchObject({ to: 'signups', body: ' {"a":"é"}\n', groupId: 'ok' });
    expect(copy.attributes).toEqual({
      ...attributes,
      replays: { type: 'Number', value: '1' },
      replayedAt: text('2026-11-22T10:00:00.000Z'),
    });
  });

  it('begins anew, also where the letter was moved in the middle of its work', () => {
    const { attributes } = aLetter({ attributes: { progress: text('250;100-249;;;0') } });
    expect(attributes).toHaveProperty('progress');
    expect(copyOf({ attributes }).attributes).not.toHaveProperty('progress');
  });

  it('increments the count, and keeps group and trace', () => {
    const { attributes } = aLetter({ attributes: { replays: { type: 'Number', value: '2' } } });
    const copy = copyOf({ attributes, groupId: 'another' }, 'Root=1-2-3');
    expect(copy.attributes['replays']).toEqual({ type: 'Number', value: '3' });
    expect(copy).toMatchObject({ groupId: 'another', traceHeader: 'Root=1-2-3' });
  });

  it('has the group of the store again, where a full letter has its reason in it', () => {
    const body = 'x'.repeat(MAX_MESSAGE_BYTES);
    const full = { body, attributes: {}, groupId: 'reason=rejected;store=tw-main' };
    expect(copyOf(full)).toMatchObject({ body, attributes: {}, groupId: 'tw-main' });
  });

  it.each([
    [1, ['detail']],
    [2, ['detail', 'attempts']],
    [4, ['detail', 'attempts', 'eventId', 'source']],
    [7, ['detail', 'attempts', 'eventId', 'source', 'store', 'reason', 'failedAt']],
  ])('with %i attributes of the sender loses only %j', (count, lost) => {
    const { attributes } = aLetter();
    const all = { ...attributes, ...foreign(count) };
    const kept = copyOf({ attributes: all }).attributes;
    expect(Object.keys(all).filter((name) => kept[name] === undefined)).toEqual(
      Object.keys(all).filter((name) => lost.includes(name)),
    );
    expect(Object.keys(kept)).toHaveLength(10);
  });

  it('never loses attributes of the sender: ten of them leave no room for the relay’s', () => {
    const ten = foreign(10);
    expect(copyOf({ attributes: ten }).attributes).toEqual(ten);
  });

  it('loses attributes next to a large body, and nothing of the body', () => {
    const body = 'x'.repeat(MAX_MESSAGE_BYTES - 130);
    const { attributes, body: sent } = copyOf({ body });
    expect(sent).toBe(body);
    expect(Object.keys(attributes).toSorted()).toEqual(['firstSeenAt', 'replayedAt', 'replays']);
  });
});
