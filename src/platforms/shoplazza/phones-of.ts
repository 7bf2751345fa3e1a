import type { Row } from './error-answers.ts';

/**
 * The phone of a customer as E.164 digits, in every reading that the record allows: a number with `+` stands for itself,
 * any other only together with its area code. Without either it is no proof of anything.
 */
export function phonesOf(row: Row): readonly string[] {
  const phone = row['phone'];
  if (typeof phone !== 'string' || phone.length > 64) return [];
  if (phone.trim().startsWith('+')) return [digits(phone)];
  const area = row['phone_area_code'];
  if (typeof area !== 'string' || digits(area) === '' || digits(phone) === '') return [];
  const number = digits(phone);
  // The 0 that is dialled inside the country is not part of E.164.
  return [digits(area) + number, digits(area) + number.replace(/^0/, '')];
}

/** The digits of a phone number. */
export function digits(text: string): string {
  return text.replaceAll(/\D/g, '');
}
