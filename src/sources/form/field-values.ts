import type { SignupCustomer } from '../../generated/types.ts';
import { type Answer, allTexts } from './answer.ts';
import { isGenderUnsaid, readGender } from '../../event/locale.ts';
import { toBirthdayText, toLocaleText, toNote, toPhone, toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

type Read = (text: string, timeZone: string | undefined) => string | undefined;

/** How the text of an answer becomes a customer's field; what cannot be one is left out later, and reported. */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['email', toText],
  ['phone', toPhone],
  ['name', toText],
  ['firstName', toText],
  ['lastName', toText],
  ['birthday', toBirthdayText],
  ['locale', toLocaleText],
  ['externalId', toText],
  ['note', toNote],
  ['registeredAt', (text, timeZone) => timeOfText(text, timeZone)],
]);

/** The fields of a customer that hold one text, as a store's `fields` may name them. */
export const isTextField = (path: string): boolean => READERS.has(path);

/** The first text of an answer that can be this field. */
export function textOf(path: string, answer: Answer, timeZone?: string): string | undefined {
  const read = READERS.get(path);
  // Several chosen options make one note or name; everything else has one text.
  const all = allTexts(answer);
  const texts = path === 'note' && all.length > 1 ? [all.join('\n')] : all;
  return texts.map((text) => read?.(text, timeZone)).find((text) => text !== undefined);
}

/** A gender in the words of a form, unless it says "rather not say". What is none is left out later, and reported. */
export function genderOf({ texts }: Answer): SignupCustomer['gender'] | undefined {
  const text = toText(texts[0]);
  if (text === undefined || isGenderUnsaid(text)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the signup's schema checks it afterwards
  return (readGender(text) ?? text) as SignupCustomer['gender'];
}

/** Tags: options as they are, free text at its commas. */
export function tagTextsOf({ kind, texts, typed = [], isYes, wording }: Answer): readonly string[] {
  if (isYes !== undefined) return [(isYes && toText(wording)) || []].flat();
  const isOption = kind === 'choice' || kind === 'boxes';
  const atCommas = (text: string): readonly string[] => text.split(/[,，、;；]/);
  const parts = [...(isOption ? texts : texts.flatMap(atCommas)), ...typed.flatMap(atCommas)];
  return parts.flatMap((text) => toText(text) ?? []);
}
