import type { JsonObject } from '../json.ts';
import type { Knobs, ListRule, OmittedConsent, PerChannel } from './knobs.ts';

/** What `null` and an empty text do in the body of an update, by the knobs. */
export function readUpdate(
  body: JsonObject,
  { nullOnUpdate, emptyOnUpdate }: Pick<Knobs, 'nullOnUpdate' | 'emptyOnUpdate'>,
): { readonly body: JsonObject; readonly refused: readonly string[] } {
  const ruleOf = (value: unknown) =>
    value === null ? nullOnUpdate : value === '' ? emptyOnUpdate : undefined;
  const entries = Object.entries(body);
  return {
    body: Object.fromEntries(entries.filter(([, value]) => ruleOf(value) !== 'keeps')),
    refused: entries.flatMap(([name, value]) => (ruleOf(value) === 'refused' ? [name] : [])),
  };
}

/** A list after an update. @param given undefined = the update omits it. */
export function listAfter<T>(
  before: readonly T[],
  given: readonly T[] | undefined,
  rule: ListRule,
): readonly T[] {
  if (given === undefined || rule === 'ignored') return before;
  return rule === 'added' ? [...before, ...given] : given;
}

/** The value for a consent that a body omits. */
export const perChannel = <T extends boolean | string>(
  value: PerChannel<T>,
  channel: 'email' | 'sms',
): T => (typeof value === 'object' ? value[channel] : value);

/** A consent that an update omits. */
export const omittedConsent = (before: boolean, rule: OmittedConsent): boolean =>
  rule === false ? before : rule === true;

/** Whether a body only withdraws consents. */
export const onlyWithdraws = (body: JsonObject, names: readonly string[]): boolean => {
  const entries = Object.entries(body);
  return (
    entries.length > 0 && entries.every(([name, value]) => names.includes(name) && value === false)
  );
};
