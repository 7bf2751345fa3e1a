import type { JsonObject } from './json.ts';
import { isRecord } from '../../util/is-record.ts';

/** Says what a value must be, or nothing where it is right. Never quotes the value. */
export type Check = (value: unknown) => string | undefined;
export type Checks = Readonly<Record<string, Check>>;

const must =
  (expected: string, isRight: (value: unknown) => boolean): Check =>
  (value) =>
    isRight(value) ? undefined : `must be ${expected}`;

export const text = must('a string', (value) => typeof value === 'string');
const FLAGS: ReadonlySet<unknown> = new Set([true, false, 'true', 'false']);
/** Booleans, also as the words that the platforms' own samples send. */
export const flag = must('a boolean', (value) => FLAGS.has(value));
export const object = must('an object', isRecord);
export const textList = must('a list of strings', isTextList);
export const textOrList = must(
  'a string or a list of strings',
  (value) => typeof value === 'string' || isTextList(value),
);

export const matching = (expected: string, pattern: RegExp): Check =>
  must(expected, (value) => typeof value === 'string' && pattern.test(value));

export const integer = (least: number, most: number): Check =>
  must(`an integer from ${least} to ${most}`, (value) => isIntegerIn(value, least, most));

export const oneOf = (...allowed: readonly string[]): Check =>
  must(`one of ${allowed.join(', ')}`, (value) => allowed.some((item) => item === value));

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);

/** What is wrong with the known parameters of a body. Unknown ones are passed over, as the platforms do. */
export function problemsOf(body: JsonObject, checks: Checks): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const problem = Object.hasOwn(body, name) ? check(body[name]) : undefined;
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

/** The parameters of a body that the call knows. */
export function knownOf(body: JsonObject, checks: Checks): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(checks, name)));
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isIntegerIn(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
