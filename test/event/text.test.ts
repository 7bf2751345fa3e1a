import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalized } from '../../src/event/text.ts';
import { ALL_FILES, codeOf } from '../support/source-files.ts';

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

describe('normalized', () => {
  it('is the normal form of what people write', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, fc.constantFrom(...FORMS), (given, form) => {
        expect(normalized(given, form)).toBe(given.normalize(form));
      }),
    );
  });

  it.each(['\u0315\u0300', '\uFF9E\u0301', '\u0F71\u0F72', '\u0301'])(
    'keeps 30 of a million marks %j, at once',
    (marks) => {
      const startedAt = performance.now();
      for (const form of FORMS) {
        const text = normalized(`a${marks.repeat(500_000)}`, form);
        expect(text.length).toBeLessThanOrEqual(61);
      }
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );

  it('is the only way in which the relay normalises a text', () => {
    const direct = ALL_FILES.filter((file) => codeOf(file).includes('.normalize('));
    expect(direct).toEqual(['event/text.ts']);
  });
});
