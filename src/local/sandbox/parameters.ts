import { isRecord } from '../../util/is-record.ts';
import { isTextList, type JsonObject } from '../json.ts';

/** A query string as fastify parses it: a repeated name holds a list. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export function listOf(value: Query[string]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The value of a name; the last one if the name is repeated. */
export function queryText(value: Query[string]): string | undefined {
  return listOf(value).at(-1);
}

/** A whole number of at least `least`; `otherwise` if the value is missing or anything else. */
export function countOf(value: Query[string], otherwise: number, least = 1): number {
  const count = Number(queryText(value) ?? '');
  return Number.isInteger(count) && count >= least ? count : otherwise;
}

/** Checks one value. @returns what it must be, or undefined if it is valid. Never quotes the value. */
export type ParameterCheck = (value: unknown) => string | undefined;
export type Checks = Readonly<Record<string, ParameterCheck>>;

const must =
  (expected: string, isValid: (value: unknown) => boolean): ParameterCheck =>
  (value) =>
    isValid(value) ? undefined : `must be ${expected}`;

export const text = must('a string', (value) => typeof value === 'string');
const FLAGS: ReadonlySet<unknown> = new Set([true, false, 'true', 'false']);
/** Booleans, and the words "true" and "false" that the platforms' own samples send. */
export const flag = must('a boolean', (value) => FLAGS.has(value));
export const object = must('an object', isRecord);
export const textList = must('a list of strings', isTextList);
export const textOrList = must(
  'a string or a list of strings',
  (value) => typeof value === 'string' || isTextList(value),
);

export const matching = (expected: string, pattern: RegExp): ParameterCheck =>
  must(expected, (value) => typeof value === 'string' && pattern.test(value));

export const integer = (least: number, most: number): ParameterCheck =>
  must(`an integer from ${least} to ${most}`, (value) => isIntegerIn(value, least, most));

export const oneOf = (...allowed: readonly string[]): ParameterCheck =>
  must(`one of ${allowed.join(', ')}`, (value) => allowed.some((item) => item === value));

export const orNull =
  (check: ParameterCheck): ParameterCheck =>
  (value) =>
    value === null ? undefined : check(value);

/** The problems of the known parameters of a body. Unknown parameters are ignored, as on the platforms. */
export function problemsOf(body: JsonObject, checks: Checks): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const problem = Object.hasOwn(body, name) ? check(body[name]) : undefined;
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

/** Only the parameters that the call knows. */
export function knownOf(body: JsonObject, checks: Checks): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(checks, name)));
}

function isIntegerIn(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

/** Reads the parameters of a checked body. A parameter that the body omits has the value `otherwise`. */
export interface Reader {
  has(name: string): boolean;
  text(name: string, otherwise: string): string;
  /** Like `text`, for parameters that `null` clears. */
  textOrNull(name: string, otherwise: string | null): string | null;
  flag(name: string, otherwise: boolean): boolean;
  integerOrNull(name: string, otherwise: number | null): number | null;
  list(name: string, otherwise: readonly string[]): readonly string[];
}

export function parameterReader(body: JsonObject): Reader {
  const textAt = (name: string): string | undefined => {
    const value = body[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    has: (name) => body[name] !== undefined,
    text: (name, otherwise) => textAt(name) ?? otherwise,
    textOrNull: (name, otherwise) => (body[name] === null ? null : (textAt(name) ?? otherwise)),
    flag: (name, otherwise) => {
      const value = body[name];
      if (value === undefined) return otherwise;
      return value === true || value === 'true';
    },
    integerOrNull: (name, otherwise) => {
      const value = body[name];
      if (value === null) return null;
      return typeof value === 'number' ? value : otherwise;
    },
    list: (name, otherwise) => {
      const value = body[name];
      return isTextList(value) ? value : otherwise;
    },
  };
}
