import { describe, expect, it } from 'vitest';
import { attributeBytes, copyBytes } from '../../src/message/size.ts';

describe('what SQS counts', () => {
  it.each<[string, string, { type: string; value: string | Uint8Array }, number]>([
    ['name, type and value', 'reason', { type: 'String', value: 'rejected' }, 20],
    ['bytes, not characters', 'n', { type: 'String', value: '王' }, 10],
    ['binary values as they are', 'b', { type: 'Binary', value: new Uint8Array(5) }, 12],
  ])('%s', (_, name, attribute, bytes) => {
    expect(attributeBytes(name, attribute)).toBe(bytes);
    expect(copyBytes('王!', { [name]: attribute })).toBe(4 + bytes);
  });
});
