import type { ErrorObject } from 'ajv';
import { counted } from '../util/counted.ts';
import type { Issue } from './errors.ts';
import { looksLikePhone } from './safe-id.ts';

/** More issues than this would not help a reader. */
const MAX_ISSUES = 20;

/** Errors that are looked at: each can name a place that is very long. */
const MAX_ERRORS = 1_000;

/**
 * Makes issues for a shop owner from Ajv's errors. At most 20, each once, without names or values of the sender. Where
 * the schema has its own text for a rule (`x-expected`), errors below that rule are left out.
 *
 * @param expected the schema's own texts, by Ajv's `schemaPath`
 * @param isSafe whether a name that the schema does not know may be shown
 */
export function toIssues(
  errors: readonly ErrorObject[],
  expected: Readonly<Record<string, string>>,
  isSafe: (name: string) => boolean,
): readonly Issue[] {
  const show = (name: unknown): string =>
    typeof name === 'string' && isName(name) && isSafe(name) ? name : '…';
  const covers = Object.keys(expected).map((path) => `${path}/`);
  const issues = new Map<string, Issue>();
  for (const { keyword, schemaPath, instancePath, params } of errors.slice(0, MAX_ERRORS)) {
    // A broken `if` only repeats the error of its `then` or `else`.
    if (keyword === 'if' || covers.some((cover) => schemaPath.startsWith(cover))) continue;
    const isUnknown = schemaPath.includes('/additionalProperties/');
    // A member that the schema names below an unknown one is a word of ours.
    const showPart = (name: string): string =>
      isUnknown && !schemaPath.includes(`/properties/${name}/`) ? show(name) : showName(name);
    const path = instancePath.replaceAll(/[^/]+/g, showPart);
    const issue = {
      path,
      rule: keyword,
      expected: expected[schemaPath] ?? issueWords(keyword, params, show),
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

type Params = Readonly<Record<string, unknown>>;

/** The name of a field for an error text. Other names are hidden: they may be an e-mail address or a phone. */
export const showName = (name: unknown): string =>
  typeof name === 'string' && isName(name) ? name : '…';

/** The same for a path into the signup: `consent.email`. */
export const showPath = (path: string): string => path.split('.').map(showName).join('.');

const isName = (name: string): boolean =>
  /^(?:[A-Za-z_][A-Za-z0-9_-]{0,39}|\d{1,5})$/.test(name) && !looksLikePhone(name);

/**
 * The expectation of a broken rule, in words for a shop owner. Uses only the rule, never the value.
 *
 * @param rule keyword of JSON Schema
 * @param params Ajv's parameters of the error
 * @param show returns a name of the sender, or `…`
 */
function issueWords(rule: string, params: Params, show: (name: unknown) => string): string {
  return WORDS[rule]?.(params, show) ?? 'has a form that is not allowed';
}

const WORDS: Readonly<Record<string, (params: Params, show: (name: unknown) => string) => string>> =
  {
    type: ({ type }) => `must be ${orList(listed(type).map((name) => TYPES[name] ?? name))}`,
    format: ({ format }) => `must be ${FORMATS[String(format)] ?? `a valid ${String(format)}`}`,
    enum: ({ allowedValues }) => `must be ${orList(listed(allowedValues))}`,
    const: ({ allowedValue }) => `must be ${String(allowedValue)}`,
    required: ({ missingProperty }) => `\`${showName(missingProperty)}\` is missing`,
    additionalProperties: ({ additionalProperty }, show) =>
      `\`${show(additionalProperty)}\` is not a known field`,
    dependentRequired: ({ property, missingProperty }) =>
      `\`${showName(missingProperty)}\` is missing: \`${showName(property)}\` needs it`,
    minLength: ({ limit }) =>
      limit === 1
        ? 'must not be empty'
        : `must have at least ${counted(Number(limit), 'character')}`,
    maxLength: ({ limit }) => `must have at most ${counted(Number(limit), 'character')}`,
    minItems: ({ limit }) => `must have at least ${counted(Number(limit), 'entry', 'entries')}`,
    maxItems: ({ limit }) => `must have at most ${counted(Number(limit), 'entry', 'entries')}`,
    minProperties: ({ limit }) => `must have at least ${counted(Number(limit), 'field')}`,
    maxProperties: ({ limit }) => `must have at most ${counted(Number(limit), 'field')}`,
    minimum: ({ limit }) => `must be ${String(limit)} or more`,
    maximum: ({ limit }) => `must be ${String(limit)} or less`,
    exclusiveMinimum: ({ limit }) => `must be more than ${String(limit)}`,
    uniqueItems: () => 'must not have the same entry twice',
  };

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  date: 'a day such as `1992-05-14`',
  'date-time': 'a time with its zone such as `2026-11-22T03:04:05Z`',
};

const listed = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : String(value).split(',');

const orList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
