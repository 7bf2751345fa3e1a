import type { ErrorObject } from 'ajv';
import type { Issue } from './errors.ts';
import { issueWords, showName } from '../issue-words.ts';

/** Most issues that are kept; more would help nobody. */
const MAX_ISSUES = 20;

/**
 * Ajv's errors as issues that a shop person can act on: at most 20, each once, without names or values of the sender.
 * Where the schema says in words what it expects (`x-expected`), the errors beneath that rule are left out.
 *
 * @param expected the schema's own words, by Ajv's `schemaPath`
 */
export function toIssues(
  errors: readonly ErrorObject[],
  expected: Readonly<Record<string, string>>,
): readonly Issue[] {
  const covers = Object.keys(expected).map((path) => `${path}/`);
  const issues = new Map<string, Issue>();
  for (const { keyword, schemaPath, instancePath, params } of errors) {
    // A broken `if` only repeats that a rule in `then` or `else` is broken.
    if (keyword === 'if' || covers.some((cover) => schemaPath.startsWith(cover))) continue;
    const path = showPath(instancePath);
    const issue = {
      path,
      rule: keyword,
      expected: expected[schemaPath] ?? issueWords(keyword, params),
    };
    issues.set(`${path} ${issue.expected}`, issue);
    if (issues.size === MAX_ISSUES) break;
  }
  return [...issues.values()];
}

/** An issue as one sentence: `/customer/email must be an e-mail address (format)`. */
export function showIssue({ path, rule, expected }: Issue): string {
  const colon = path !== '' && expected.startsWith('`') ? ':' : '';
  return `${path}${colon} ${expected} (${rule})`.trimStart();
}

const showPath = (pointer: string): string => pointer.replaceAll(/[^/]+/g, showName);
