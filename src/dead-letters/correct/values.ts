import { type Issue, RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import { toUsable } from '../../event/usable.ts';

/** A correction that cannot be made as asked. One sentence for the operator, without values of the letter. */
export class CorrectionError extends Error {
  override readonly name = 'CorrectionError';
}

/** What the check of a single value needs. */
export interface FieldContext {
  /** Region of phones without a calling code. */
  readonly country: string | undefined;
  /** Milliseconds since the epoch: a birthday must not be later. */
  readonly now: number;
}

/** A field, and the option that names it. */
export interface Field {
  /** How messages name it: `--set customer.phone`. */
  readonly label: string;
  readonly path: readonly string[];
}

/**
 * Makes a value of a text. The schema decides whether it is a text, or JSON: `true`, `["vip"]`. `null` clears a field.
 * Parameters of a platform are JSON where they can be: `5`, `"5"`.
 *
 * @throws CorrectionError no signup has this field, or the schema refuses the value.
 */
export function readValue(field: Field, text: string, context: FieldContext): unknown {
  const json = jsonIn(text);
  if (isVerbatim(field)) {
    const value = json === undefined ? text : json.value;
    refuseWrongValue(field, value, context);
    return value;
  }
  const asText = problemOf(field, text, context);
  const asJson = json && problemOf(field, json.value, context);
  if (json && asJson === undefined && (json.value === null || asText !== undefined)) {
    return json.value;
  }
  if (asText === undefined) return text;
  // A text in place of a list or an object says less than what is wrong inside.
  const isInside = typeof json?.value === 'object' && json.value !== null;
  throw problemError(field, isInside ? (asJson ?? asText) : asText);
}

/** @throws CorrectionError no signup has this field, or the schema refuses the value. */
export function refuseWrongValue(field: Field, value: unknown, context: FieldContext): void {
  const problem = problemOf(field, value, context);
  if (problem) throw problemError(field, problem);
}

const isVerbatim = ({ path: [top] }: Field): boolean => top === 'shopline' || top === 'shoplazza';

function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

type Problem = 'unknown' | Issue;

const problemError = ({ label }: Field, problem: Problem): CorrectionError =>
  new CorrectionError(
    problem === 'unknown'
      ? `${label}: a signup has no such field. schemas/signup.schema.json lists all fields.`
      : `${label}: ${showIssue(problem)}.`,
  );

/** Rules about the names of fields, or about the form of an object that holds them. */
const NAME_RULES = new Set(['additionalProperties', 'propertyNames', 'type']);

/** Checks one value in a signup that holds nothing else, so that other mistakes of the letter do not matter here. */
function problemOf(
  { path }: Field,
  value: unknown,
  { country, now }: FieldContext,
): Problem | undefined {
  const place = path.map((name) => (/^\d+$/.test(name) ? '0' : name));
  const pointer = `/${place.join('/')}`;
  const issues = issuesOf(withValue(place, value, SKELETON), { country, now });
  const own = issues.find(({ path: at }) => at === pointer || at.startsWith(`${pointer}/`));
  if (own) return { ...own, path: own.path.slice(pointer.length) };
  const isUnknown = issues.some(
    ({ path: at, rule }) => NAME_RULES.has(rule) && pointer.startsWith(`${at}/`),
  );
  return isUnknown ? 'unknown' : undefined;
}

const SKELETON = { store: 'store', customer: { email: 'ada@example.com', phone: '+886912345678' } };

/** @param path of at most 20 names. */
function withValue([name, ...rest]: readonly string[], value: unknown, root: unknown): unknown {
  if (name === undefined) return value;
  const node = new Map(typeof root === 'object' && root !== null ? Object.entries(root) : []);
  const inner = withValue(rest, value, node.get(name));
  return name === '0' ? [inner] : Object.fromEntries(node.set(name, inner));
}

function issuesOf(data: unknown, context: FieldContext): readonly Issue[] {
  try {
    toUsable(data, { ...context, unusable: 'refuse' });
    return [];
  } catch (error) {
    if (error instanceof RejectedError) return error.issues;
    throw error;
  }
}
