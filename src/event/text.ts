/** Letters that fill a place and show nothing: Hangul fillers, the empty Braille cell. */
const BLANK_LETTERS = /[\u115F\u1160\u2800\u3164\uFFA0]/gu;

/** Texts that people type into a field that they have no answer for. Not `null`: that is a family name. */
const NO_ANSWER = /^(?:n[/.]?a\.?|n\.a|none|undefined|無|无|沒有|没有|なし|無し|없음|없어요)$/iu;

const ASCII = /^[\0-\u{7F}]*$/u;

/** Most texts are ASCII, and Unicode's rules change none of it. The test takes a tenth of their time. */
export const isAscii = (text: string): boolean => ASCII.test(text);

/** Decimal digits of every script as ASCII digits. Unicode keeps the ten digits of a script side by side, 0 first. */
export const asciiDigits = (text: string): string => (isAscii(text) ? text : otherDigits(text));

const otherDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });

/** Without format characters: zero-width signs, direction marks, soft hyphens, fillers, byte order marks. */
export const withoutInvisible = (text: string): string =>
  text.replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');

/**
 * Without white space and invisible signs at its ends. Inside a text a joiner may belong to its letters.
 * In loops: a pattern for the end of a text would take the square of its length.
 */
export function trimInvisible(text: string): string {
  let end = text.length;
  for (let size = 1; end > 0; end -= size) {
    const isPair = /[\uDC00-\uDFFF]/.test(text.charAt(end - 1)) && end > 1;
    size = isPair ? 2 : 1;
    if (!/^[\s\p{Cf}]$/u.test(text.slice(end - size, end))) break;
  }
  return text.slice(0, end).replace(/^[\s\p{Cf}]+/u, '');
}

/** Whether anything in it can be seen. */
export const isVisible = (text: string): boolean =>
  /[^\p{C}\p{Z}\p{M}]/u.test(text.replaceAll(BLANK_LETTERS, ''));

/** Whether a text names a person: it has a letter or a digit, and is no "N/A" or "無". */
export const isName = (text: string): boolean =>
  /[\p{L}\p{N}\p{So}]/u.test(text.replaceAll(BLANK_LETTERS, '')) &&
  !NO_ANSWER.test(withoutInvisible(normalized(text, 'NFKC')).trim());

/** The first characters of a text, with `…` for the rest. No character of two code units is cut in half. */
export const cutText = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;

/** Marks that Unicode sorts when it normalises, and the signs that become such marks. */
const LONG_RUN = /([\p{M}\u{FF9E}\u{FF9F}]{30})[\p{M}\u{FF9E}\u{FF9F}]+/gu;

/**
 * A text in one of Unicode's normal forms, in linear time. Sorting a run of a million marks would take minutes. No
 * language writes more than 30 marks on one letter, so the others are left out.
 *
 * @see https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
export const normalized = (text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string =>
  isAscii(text) ? text : text.replaceAll(LONG_RUN, '$1').normalize(form);

/** The form of the name of a store and of a source: both are parts of the name of a parameter. */
export const CONFIGURED_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
