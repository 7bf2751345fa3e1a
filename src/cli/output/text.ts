import stringWidth from 'string-width';
import { harmless } from '../../util/harmless.ts';

/** Columns that a text takes on the terminal: Chinese characters and emoji take two. */
export const widthOf = (text: string): number => stringWidth(text);

/** At most `width` columns; the end of a longer text becomes `…`. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${fold(text, width - 1)[0] ?? ''}…`;
}

/** The whole text in lines of at most `width` columns, broken between any two characters. */
export function fold(text: string, width: number): readonly string[] {
  const lines = [''];
  let room = width;
  for (const { segment } of CHARACTERS.segment(text)) {
    const taken = widthOf(segment);
    if (taken > room && room < width) {
      lines.push('');
      room = width;
    }
    lines.push(`${lines.pop() ?? ''}${segment}`);
    room -= taken;
  }
  return lines;
}

/** As people see them: an emoji of several code points is one. */
const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Harmless text in lines of at most `width` columns, broken between words. A longer word stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of harmless(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
