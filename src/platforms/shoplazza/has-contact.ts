import type { Contact } from '../../event/signup.ts';
import type { Row } from './error-answers.ts';
import { digits, phonesOf } from './phones-of.ts';

/** Whether this customer really has the contact: e-mail whatever its letter case, phone by its E.164 digits. */
export function hasContact(row: Row, { kind, value }: Contact): boolean {
  if (kind === 'phone') return phonesOf(row).includes(digits(value));
  const email = row['email'];
  return typeof email === 'string' && email.trim().toLowerCase() === value.toLowerCase();
}
