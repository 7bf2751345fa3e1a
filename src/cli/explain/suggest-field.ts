import { readEmail } from '../../event/email.ts';
import { pathOfName } from '../../sources/form/field-names.ts';
import { jsonText } from '../../util/harmless.ts';
import { isRecord } from '../../util/is-record.ts';

/** A value of a delivery that no rule reads. */
export interface UnreadValue {
  readonly place: string;
  readonly tokens: readonly string[];
  readonly value: unknown;
  /** What it is a member of. */
  readonly parent: unknown;
}

/** What tools call the member with the question, and the one with the answer. */
const LABELS = ['label', 'title', 'question', 'fieldName', 'field', 'name', 'key'];
const ANSWERS = new Set(['value', 'answer', 'text', 'response']);

/** A line of `fields`, and the path that it is about. */
interface Suggestion {
  readonly path: string;
  readonly text: string;
}

/**
 * The line of `fields` that would read a value, where its name says what it is, or it is an e-mail. Only a suggestion: a
 * person decides.
 */
export function suggestionFor(unread: UnreadValue): Suggestion | undefined {
  const { value, tokens, parent, place } = unread;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const member = tokens.at(-1) ?? '';
  const label = ANSWERS.has(member) && isRecord(parent) ? labelIn(parent) : undefined;
  const [name, question] = label ?? [member, undefined];
  const path = pathOfName(question ?? name) ?? (isEmail(value) ? 'email' : undefined);
  if (path === undefined) return undefined;
  const reference =
    question === undefined
      ? jsonText(place)
      : `{ "where": { ${jsonText(name)}: ${jsonText(question)} }, "take": ${jsonText(member)} }`;
  const lists = '"granted": ["<words of the yes>"], "denied": ["<words of the no>"]';
  const field = path.startsWith('consent.') ? `{ "field": ${reference}, ${lists} }` : reference;
  return { path, text: `"${path}": ${field}` };
}

function labelIn(record: Readonly<Record<string, unknown>>): readonly [string, string] | undefined {
  for (const name of LABELS) {
    const text = record[name];
    if (typeof text === 'string' && text.trim() !== '') return [name, text];
  }
  return undefined;
}

const isEmail = (value: string | number): boolean =>
  typeof value === 'string' && value.includes('@') && readEmail(value) !== undefined;
