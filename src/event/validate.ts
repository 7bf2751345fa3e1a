import { findExcess } from '../bounds.ts';
import { type Issue, RejectedError } from './errors.ts';
import type { Validator } from '../generated/validators.js';
import { showIssue, toIssues } from './issues.ts';
import type { Reason } from '../reasons.ts';

/** Issues that the one-line detail spells out; the error itself carries more. */
const SHOWN_ISSUES = 5;
/** Longest detail, in characters: what a dead letter keeps of it. */
const MAX_DETAIL = 1_000;

/**
 * Returns the value itself, typed by its schema.
 *
 * @param reason the reason code where it breaks the schema
 * @param subject what the value is, for the error text: `the signup`
 * @throws RejectedError with that reason and the broken rules, without names or values of the sender.
 */
export function validate<T>(
  validator: Validator<T>,
  value: unknown,
  reason: Reason,
  subject: string,
): T {
  const excess = findExcess(value);
  if (excess === undefined && validator(value)) return value;
  const issues = excess ? [excess] : toIssues(validator.errors ?? [], validator.expected);
  throw new RejectedError(reason, describe(subject, issues), { issues });
}

/**
 * Parses JSON.
 *
 * @throws RejectedError `invalid_json`, with the position where the parser knows it, and never a piece of the text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Only the end of the parser's message is its own; before that it quotes the text.
    const message = error instanceof Error ? error.message : '';
    const place = / at (position \d+ \(line \d+ column \d+\))$/.exec(message)?.[1];
    const where = place === undefined ? '' : `: see ${place}`;
    throw new RejectedError('invalid_json', `not JSON${where}`);
  }
}

function describe(subject: string, issues: readonly Issue[]): string {
  const shown = issues.slice(0, SHOWN_ISSUES).map(showIssue);
  const more = issues.length - shown.length;
  if (more > 0) shown.push(`… and ${more} more`);
  const detail = `${subject} is not valid: ${shown.join('; ')}`;
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail;
}
