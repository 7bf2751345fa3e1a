/** Control, format (bidi marks included), private-use and unassigned characters, lone surrogates, line separators. */
const HARMFUL = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, on one line. Nothing in it can move the cursor, turn the writing direction or hide text. Commands
 * and the page of the console show foreign text in this form only.
 */
export const harmless = (text: string): string =>
  text.replaceAll(HARMFUL, (character) => (/\s/.test(character) ? ' ' : '\u{FFFD}'));

/** The same for a text of several lines. */
export const harmlessLines = (text: string): string => text.split('\n').map(harmless).join('\n');

/**
 * The last check of a whole output: only line breaks and, if wanted, colours remain. A text that a printer forgot to make
 * harmless ends here.
 */
export const harmlessOutput = (text: string, hasColours: boolean): string =>
  text.replaceAll(STEERING, (found) =>
    hasColours && found.length > 2 ? found : harmless(found[0] ?? '') + found.slice(1),
  );

/** A colour as `styleText` writes it, or one harmful character that is no line break. */
// oxlint-disable-next-line no-control-regex -- this is what it looks for
const STEERING = /\u001B\[\d{1,2}m|[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;

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
