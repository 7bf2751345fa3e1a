import { asciiDigits, normalized } from './text.ts';

/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** What `plainLetters` makes of each ASCII character, by its code. */
const PLAIN: readonly string[] = Array.from({ length: 128 }, (_, code) =>
  String.fromCodePoint(code)
    .toLowerCase()
    .replace(/[^0-9a-z]/, ''),
);

/**
 * Letters and digits only, in lower case and without accents: `Ada-Lin` and `ada.lin` are the same name. Character by
 * character: over the bytes that ids decode to, patterns for a whole text take five times as long.
 */
export function plainLetters(text: string): string {
  let plain = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code < PLAIN.length) plain += PLAIN[code];
    else plain += plainLetter(code);
    if (code > 0xff_ff) at += 1;
  }
  return plain;
}

function plainLetter(code: number): string {
  if (code === UNREADABLE) return '';
  const known = plainOnes.get(code);
  if (known !== undefined) return known;
  if (plainOnes.size === MOST_LETTERS) plainOnes.clear();
  const letter = String.fromCodePoint(code);
  const plain = asciiDigits(normalized(letter.toLowerCase(), 'NFKD').toLowerCase())
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .replaceAll(/[æœøßłđðþħı]/g, (one) => LETTERS[one] ?? one);
  plainOnes.set(code, plain);
  return plain;
}

/** Letters that came before, by their code. Not for ever: a hostile sender knows a million. */
const plainOnes = new Map<number, string>();
const MOST_LETTERS = 10_000;

/** What stands for bytes that are no UTF-8. */
const UNREADABLE = 0xff_fd;

/** `Juergen` and `Jurgen` are spellings of `Jürgen`. */
export const foldVowels = (plain: string): string =>
  plain.replaceAll(/([aou])e|aa/g, (_, vowel: string | undefined) => vowel ?? 'a');
