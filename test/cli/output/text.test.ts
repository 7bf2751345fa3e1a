import { describe, expect, it } from 'vitest';
import { duration } from '../../../src/cli/output/format.ts';
import { counted } from '../../../src/util/counted.ts';
import { cut, fold, widthOf, wrap } from '../../../src/cli/output/text.ts';

describe('the width of a text', () => {
  it.each([
    ['a – b…', 6],
    ['林小美', 6],
    ['Ａ１', 4],
    ['😀', 2],
    ['\u001B[31mred\u001B[39m', 3],
  ])('of %j is %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it.each([
    ['short', 8, 'short'],
    ['0123456789', 8, '0123456…'],
    ['– – – – – –', 8, '– – – –…'],
    ['林小美林小美', 8, '林小美…'],
    ['abcde😀😀', 7, 'abcde…'],
    ['abcdef👨🏽f', 8, 'abcdef…'],
  ])('%j cut to %i columns is %j', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
    expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
  });

  it('folds without losing a character', () => {
    expect(fold('林小美林小美', 5)).toEqual(['林小', '美林', '小美']);
    expect(fold('a–b😀c', 4)).toEqual(['a–b', '😀c']);
    expect(fold('', 5)).toEqual(['']);
    expect(fold('林', 1)).toEqual(['林']);
  });

  it('counts where lines are wrapped between words', () => {
    expect(wrap('林小美 林小美 ab', 9)).toEqual(['林小美', '林小美 ab']);
    expect(wrap('a – b c', 5)).toEqual(['a – b', 'c']);
    expect(wrap('a longword b', 4)).toEqual(['a', 'longword', 'b']);
    expect(wrap('an\u001B[2J answer', 80)).toEqual(['an\u{FFFD}[2J answer']);
  });
});

describe('numbers for people', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [850, '850 ms'],
    [2_390, '2.3 s'],
    [42_000, '42 s'],
    [15 * 60_000, '15 min'],
    [47 * 3_600_000, '47 h'],
    [2 * 86_400_000, '2 days'],
    [14 * 86_400_000 - 1, '13 days'],
  ])('%i ms are %j', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });

  it('count', () => {
    expect(counted(1, 'letter')).toBe('1 letter');
    expect(counted(0, 'letter')).toBe('0 letters');
    expect(counted(1_200, 'letter')).toBe('1,200 letters');
    expect(counted(2, 'entry', 'entries')).toBe('2 entries');
  });
});
