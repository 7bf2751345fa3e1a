import type { SignupChannelConsent } from '../generated/types.ts';
import { toConsent } from './form/consent-answer.ts';
import type { ReadField } from './read/contact-fields.ts';
import { plainAnswer } from './plain-answer.ts';

/**
 * What an own field of a marketing tool says about text messages, where the store's `fields` names one: a plain yes or
 * no. A yes counts with a signup only; later it is what the tool remembers, and must not beat a later denial.
 */
export function smsConsent(read: ReadField, isNew: boolean): SignupChannelConsent | undefined {
  const text = read('consent.sms');
  if (text === undefined) return undefined;
  const consent = toConsent(plainAnswer(text), 'sms');
  return isNew || consent?.state === 'denied' ? consent : undefined;
}
