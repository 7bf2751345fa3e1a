import type { Validator } from '../generated/validators.js';
import { type Issue, type Reason, RejectedError } from './errors.ts';
import { showIssue, toIssues } from './issues.ts';
import { personalTexts } from './personal-texts.ts';
import { createIsSafe } from './safe-id.ts';

/** Issues that the one-line detail spells out; the error itself carries more. */
const SHOWN_ISSUES = 5;

/** Longest detail, in characters: what a dead letter keeps of it. */
const MAX_DETAIL = 1_000;

/**
 * Returns the value itself, typed by its schema.
 *
 * @param reason the reason code where it breaks the schema
 * @param subject what the value is, for the error text: `the signup`
 * @param about what else holds contacts and names that no error may show
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
  throw new RejectedError(reason, describe(subject, issues), { issues });
}

const issuesOf = <T>(
  { errors, expected }: Validator<T>,
  documents: readonly unknown[],
): readonly Issue[] => toIssues(errors ?? [], expected, createIsSafe(personalTexts(documents)));

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

/** Levels of objects and lists; the deepest document that is meant has eight. */
const MAX_DEPTH = 40;

/** Values in one document; a long form has some thousands. */
const MAX_VALUES = 50_000;

/**
 * What makes a document too large to be checked rule by rule; `undefined` where nothing does.
 * Validation reports every broken rule, so a hostile list of a million entries would cost a million reports,
 * and what is nested too deeply could be checked but never be written as JSON again.
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

/** In loops: every document is looked at up to four times, and a list for each of its values costs most of that. */
function childrenOf(level: readonly unknown[]): unknown[] {
  const children: unknown[] = [];
  for (const value of level) {
    if (typeof value !== 'object' || value === null) continue;
    for (const child of Object.values(value)) children.push(child);
  }
  return children;
}
