import { describe, expect, it } from 'vitest';
import {
  type AttributeName,
  fromLambda,
  isOwnAttribute,
  readerOf,
  writeAttributes,
} from '../../src/message/attributes.ts';

const AT = Date.parse('2026-11-22T09:00:00.000Z');
const asText = (name: AttributeName, value: string) =>
  readerOf({ [name]: { type: 'String', value } });

describe('the attributes of the relay', () => {
  it('are read as they were written', () => {
    const values = { reason: 'rejected', failedAt: AT, firstSeenAt: AT - 1, attempts: 3 } as const;
    const attributes = writeAttributes(values);
    expect(attributes).toEqual({
      reason: { type: 'String', value: 'rejected' },
      failedAt: { type: 'String', value: '2026-11-22T09:00:00.000Z' },
      firstSeenAt: { type: 'String', value: '2026-11-22T08:59:59.999Z' },
      attempts: { type: 'Number', value: '3' },
    });
    const { text, time, count } = readerOf(attributes);
    expect([text('reason'), time('failedAt'), time('firstSeenAt'), count('attempts')]).toEqual(
      Object.values(values),
    );
  });

  it('keep their order, without those that have no value', () => {
    const attributes = writeAttributes({ store: 'tw-main', eventId: undefined, detail: 'no' });
    expect(Object.keys(attributes)).toEqual(['store', 'detail']);
  });

  it('are told from those of the sender', () => {
    expect(['failedAt', 'replays'].every(isOwnAttribute)).toBe(true);
    expect(['traceparent', 'constructor', '__proto__', ''].some(isOwnAttribute)).toBe(false);
  });
});

describe('a malformed attribute counts as absent', () => {
  it.each(['', '7', 'yesterday', '2026-11-22', '2026-13-01T00:00:00Z', 'Nov 22, 2026'])(
    'the time %j',
    (value) => expect(asText('failedAt', value).time('failedAt')).toBeUndefined(),
  );

  it.each(['', ' ', 'x', '-1', '1.5', 'NaN', '9007199254740993'])('the count %j', (value) =>
    expect(asText('attempts', value).count('attempts')).toBe(0),
  );

  it('the empty text', () => expect(asText('store', '').text('store')).toBeUndefined());

  it('bytes where a text is expected', () => {
    const given = fromLambda({ store: { dataType: 'Binary', binaryValue: 'AP8=' } });
    expect(given).toEqual({ store: { type: 'Binary', value: Buffer.from([0, 255]) } });
    expect(readerOf(given).text('store')).toBeUndefined();
  });
});
