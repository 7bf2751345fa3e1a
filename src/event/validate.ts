import type { Validator } from '../generated/validators.js';
import { type Issue, type Reason, RejectedError } from './errors.ts';
import { showIssue, toIssues } from './issues.ts';
import { personalTexts } from './personal-texts.ts';
import { createIsSafe } from './safe-id.ts';

/** How many issues the one-line detail shows; the error itself holds more. */
const SHOWN_ISSUES = 5;

/** Longest detail, in characters: the dead letter's attribute holds no more. */
const MAX_DETAIL = 1_000;

/**
 * Checks a value against its schema. @returns the same value, typed.
 *
 * @param reason of the rejection where the value breaks the schema
 * @param subject names the value in the error text: `the signup`
 * @param about further documents with contacts and names that no error may show
 * @throws RejectedError with that reason and the broken rules, without names or values of the sender.
 */
export function validate<T>(
  validator: Validator<T>,
  value: unknown,
  reason: Reason,
  subject: string,
  about?: unknown,
): T {
  const excess = findExcess(value);
  if (excess === undefined && validator(value)) return value;
  const issues = excess ? [excess] : issuesOf(validator, [value, about]);
  throw new RejectedError(reason, describeIssues(subject, issues), { issues });
}

const issuesOf = <T>(
  { errors, expected }: Validator<T>,
  documents: readonly unknown[],
): readonly Issue[] => toIssues(errors ?? [], expected, createIsSafe(personalTexts(documents)));

/**
 * Parses JSON.
 *
 * @throws RejectedError `invalid_json`, with the position where the parser gives one, and never a part of the text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, except at its end.
    const message = error instanceof Error ? error.message : '';
    const position = / at (position \d+ \(line \d+ column \d+\))$/.exec(message)?.[1];
    const where = position === undefined ? '' : `: see ${position}`;
    throw new RejectedError('invalid_json', `not JSON${where}`);
  }
}

/** The errors of a document, in one line that a dead letter can keep. */
export function describeIssues(subject: string, issues: readonly Issue[]): string {
  const shown = issues.slice(0, SHOWN_ISSUES).map(showIssue);
  const more = issues.length - shown.length;
  if (more > 0) shown.push(`… and ${more} more`);
  const detail = `${subject} is not valid: ${shown.join('; ')}`;
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail;
}

/** Levels of objects and lists; the deepest valid document has eight. */
const MAX_DEPTH = 40;

/** Values in one document; a long form has some thousands. */
const MAX_VALUES = 50_000;

/**
 * Finds what makes a document too large for validation; `undefined` where it is not.
 * Validation reports every broken rule, so a hostile list of a million entries would cost a million reports. A document
 * that is nested too deeply could be checked, but not written as JSON again.
 */
export function findExcess(value: unknown): Issue | undefined {
  let level: unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (depth > MAX_DEPTH) {
      return { path: '', rule: 'maxDepth', expected: `must have at most ${MAX_DEPTH} levels` };
    }
    if (count > MAX_VALUES) {
      return { path: '', rule: 'maxValues', expected: `must have at most ${MAX_VALUES} values` };
    }
    level = childrenOf(level);
  }
  return undefined;
}

/** Uses loops for speed. Every document is walked up to four times; one list per value would cost most of that time. */
function childrenOf(level: readonly unknown[]): unknown[] {
  const children: unknown[] = [];
  for (const value of level) {
    if (typeof value !== 'object' || value === null) continue;
    for (const child of Object.values(value)) children.push(child);
  }
  return children;
}
