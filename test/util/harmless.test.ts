import { describe, expect, it } from 'vitest';
import { harmless, harmlessLines, jsonText } from '../../src/util/harmless.ts';

/** ESC, C1 CSI, NUL, DEL, a right-to-left override, an isolate, a bidi mark, a zero-width space, a line separator. */
const HOSTILE = '\u001B[2J\u009B2J\0\u007F\u202E\u2066\u200F\u200B\u2028';

describe('a foreign text', () => {
  it('keeps what people read, and nothing that steers a terminal', () => {
    expect(harmless('林小美 – Ada 😀')).toBe('林小美 – Ada 😀');
    expect(harmless(HOSTILE)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(harmless('one\r\ntwo\tthree')).toBe('one  two three');
    expect(harmless('a\u202Eb')).toBe('a\u{FFFD}b');
    expect(harmlessLines('a\u001B\nb')).toBe('a\u{FFFD}\nb');
  });

  it('is the same in JSON, and cannot steer a terminal there', () => {
    const value = { [`key ${HOSTILE}`]: `value ${HOSTILE}\n\u{E0001}` };
    const text = jsonText(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
