import { decode } from 'html-entities';
import { readLocale } from '../../event/locale.ts';
import { toBirthday } from '../../event/birthday.ts';
import { cutText, isVisible, normalized, trimInvisible } from '../../event/text.ts';
import type { Answer } from '../form/answer.ts';

/** Longest note that a signup may have. */
const MAX_NOTE = 2_000;

/**
 * A tool's value as one line of text. Decodes entities (`O&#39;Hara`), removes invisible characters at both ends, and
 * writes numbers as digits.
 *
 * @returns `undefined` (not known) for blank or invisible text, and for values of other types.
 */
export function toText(value: unknown): string | undefined {
  return trimmed(value, /\p{Cc}+/gu);
}

/** Text of several lines. A text longer than a note is cut and ends in `…`. */
export function toNote(value: unknown): string | undefined {
  const text = trimmed(value, /(?:(?![\t\n\r])\p{Cc})+/gu);
  return text === undefined ? undefined : cutText(text, MAX_NOTE);
}

/**
 * A phone as it was given, without characters that no parser of phones knows. These are full-width digits and signs,
 * dashes that are no hyphens, and the invisible marks of a pasted number.
 */
export const toPhone = (value: unknown): string | undefined =>
  normalized(toText(value) ?? '', 'NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Pd}/gu, '-')
    .trim() || undefined;

function trimmed(value: unknown, controls: RegExp): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const plain = ENTITY.test(text) ? decode(text) : text;
  const clean = trimInvisible(plain.replaceAll(controls, ' '));
  return isVisible(clean) ? clean : undefined;
}

const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31});/i;

/** A birthday of a tool; what cannot be read stays as it is, and is left out and reported later. Zeros say nothing. */
export function toBirthdayText(value: unknown): string | undefined {
  const text = toText(value);
  return toBirthday(value) ?? (text !== undefined && /[^-0/. :T]/.test(text) ? text : undefined);
}

/** A language of a tool; what cannot be read stays as it is, and is left out and reported later. */
export function toLocaleText(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : (readLocale(text) ?? text);
}

/** A contact's own field as an answer: the typed text, without the question. */
export const plainAnswer = (text: string): Answer => ({
  refs: [],
  names: [],
  kind: 'text',
  texts: [text],
});

/** Far more than a signup may hold: what is over its limits is left out and reported later. A bound for hostile input. */
const MOST_TAGS = 1_000;

/**
 * The tags of a list such as `pos, vip`, each once; an escaped comma (`\,`) belongs to its tag.
 *
 * @returns `undefined` when there are none.
 */
export function tagsOf(list: unknown): string[] | undefined {
  const parts = (toText(list) ?? '').split(/(?<!\\),/);
  return tagsIn(parts.map((part) => part.replaceAll(String.raw`\,`, ',')));
}

/** The tags of a list that holds one in each text, each once. */
export function tagsIn(list: readonly unknown[]): string[] | undefined {
  const tags = new Set(list.flatMap((one) => toText(one) ?? []));
  return tags.size > 0 ? [...tags].slice(0, MOST_TAGS) : undefined;
}

/** The texts in a value of a form tool: one, several, lists of them. Numbers become their digits, blanks are left out. */
export function toTexts(value: unknown): readonly string[] {
  const values: readonly unknown[] = [value].flat(3);
  return values
    .map((one) => (typeof one === 'number' ? String(one) : one))
    .filter((one) => typeof one === 'string')
    .filter((text) => text.trim() !== '');
}
