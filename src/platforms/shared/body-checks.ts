import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../delivery/platform-port.ts';
import { type Issue, RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import type { Validator } from '../../generated/validators.js';

/**
 * Whether whoever writes only the newest facts ends where each write after the other would end: of what was replaced
 * nothing would have stayed. A list or an object may be added to by a shop instead of being replaced.
 *
 * @param all the facts of every signup. @param newest of each key the one that is written.
 */
export function overwritesAll(all: readonly Fact[], newest: readonly Fact[]): boolean {
  const byKey = new Map(newest.map((fact) => [fact.key, fact]));
  return all.every((fact) => {
    const newer = byKey.get(fact.key);
    return newer !== undefined && (newer === fact || overwrites(newer, fact));
  });
}

function overwrites(newer: Fact, older: Fact): boolean {
  if (newer.kind !== 'parameters' || older.kind !== 'parameters') {
    return isDeepStrictEqual({ ...newer, stamp: undefined }, { ...older, stamp: undefined });
  }
  return Object.entries(older.parameters).every(([name, value]) => {
    if (!Object.hasOwn(newer.parameters, name)) return false;
    const now = newer.parameters[name];
    return (isSingle(value) && isSingle(now)) || isDeepStrictEqual(value, now);
  });
}

const isSingle = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Whether no two of the items are the same. */
export const areDistinct = <T>(items: readonly T[], isSame: (a: T, b: T) => boolean): boolean =>
  items.every((one, at) => !items.slice(0, at).some((other) => isSame(one, other)));

/**
 * The rules that a request body breaks; empty where it is valid.
 *
 * @param about the signup: names of fields that hold its contacts or names are not shown.
 */
export function bodyIssues<T>(
  validator: Validator<T>,
  body: unknown,
  about?: unknown,
): readonly Issue[] {
  try {
    validate(validator, body, 'invalid_request', 'the request', about);
    return [];
  } catch (error) {
    if (error instanceof RejectedError) return error.issues;
    throw error;
  }
}
