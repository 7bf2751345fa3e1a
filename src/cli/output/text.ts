import stringWidth from 'string-width';

/** Control, format (bidi marks included), private-use and unassigned characters, lone surrogates, line separators. */
const HARMFUL = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text from outside, on one line. Nothing in it can move the cursor, change the writing direction or hide text. */
export const harmless = (text: string): string =>
  text.replaceAll(HARMFUL, (character) => (/\s/.test(character) ? ' ' : '\u{FFFD}'));

/** The same for a text of several lines. */
export const harmlessLines = (text: string): string => text.split('\n').map(harmless).join('\n');

/** A JSON document as programs read it. Harmful characters are escaped, so that a terminal can show it too. */
export const jsonText = (
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
): string =>
  JSON.stringify(value, replacer, 2).replaceAll(HARMFUL, (character) =>
    character === '\n' ? character : escaped(character),
  );

/** `JSON.stringify` leaves line breaks between the members only: inside texts it escapes them itself. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => String.raw`\u` + character.charCodeAt(at).toString(16).padStart(4, '0'),
  ).join('');

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
