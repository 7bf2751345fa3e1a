import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../delivery/platform-port.ts';
import { type Issue, RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import { validate } from '../../event/validate.ts';
import type { Validator } from '../../generated/validators.js';

/**
 * The rules that a request body breaks; empty if it is valid.
 *
 * @param about the signup: field names that hold its contacts or names are not shown.
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

/** How many broken rules the one-line detail names; the error itself carries all of them. */
const SHOWN_ISSUES = 5;

/**
 * Refuses a signup whose request bodies break a rule.
 *
 * @param shop the platform's name as people write it.
 * @param toPointer maps a pointer into a body to a pointer into the signup.
 * @throws RejectedError `invalid_request` if there is an issue.
 */
export function rejectIssues(
  shop: string,
  found: readonly Issue[],
  toPointer: (path: string) => string,
): void {
  const issues = found.map(({ path, rule, expected }) => ({
    path: toPointer(path),
    rule,
    expected,
  }));
  const distinct = new Map(issues.map((issue) => [showIssue(issue), issue]));
  if (distinct.size === 0) return;
  const shown = [...distinct.keys()].slice(0, SHOWN_ISSUES);
  const more = distinct.size - shown.length;
  const detail = [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('; ');
  throw new RejectedError('invalid_request', `the request to ${shop} is not valid: ${detail}`, {
    issues: [...distinct.values()],
  });
}

/**
 * Whether one write of the newest facts ends like one write per signup: every older value is replaced. A shop may merge
 * lists and objects instead of replacing them, so these must be equal.
 *
 * @param all the facts of every signup. @param newest the fact of each key that is written.
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
