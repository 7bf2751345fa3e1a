import { readEmail } from '../../event/email.ts';
import { pathOfName } from '../../sources/form/field-names.ts';
import { jsonText } from '../../util/harmless.ts';
import { valueWithin } from '../../sources/custom/json-text.ts';
import { pointerText } from '../../sources/custom/pointer.ts';
import { isRecord, memberOf } from '../../util/is-record.ts';

/** A value of a delivery that no rule reads. */
export interface UnreadValue {
  readonly place: string;
  readonly tokens: readonly string[];
  readonly value: unknown;
  /** The person, or the whole post for a place that begins with `#`. */
  readonly root: unknown;
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
  const { value, tokens, place } = unread;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const answer = place.startsWith('#') ? undefined : answerAt(unread);
  const isWhole = answer?.inside.length === 1;
  const named = isWhole ? pathOfName(answer.question) : pathOfMember(unread);
  const path = named ?? (isEmail(value) ? 'email' : undefined);
  if (path === undefined || tokens.length === 0) return undefined;
  const reference = answer === undefined ? jsonText(place) : referenceTo(answer);
  const lists = '"granted": ["<words of the yes>"], "denied": ["<words of the no>"]';
  const field = path.startsWith('consent.') ? `{ "field": ${reference}, ${lists} }` : reference;
  return { path, text: `"${path}": ${field}` };
}

/** The list that a contact lies in, if it is no list of answers: each of its records may be a person. */
export function listOfPeople({ root, tokens, value }: UnreadValue): readonly string[] | undefined {
  const end = tokens.findIndex((_, at) => Array.isArray(valueWithin(root, tokens.slice(0, at))));
  if (end === -1 || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const path = pathOfName(tokens.at(-1) ?? '');
  const isContact = path === 'email' || path === 'phone' || isEmail(value);
  const record = valueWithin(root, tokens.slice(0, end + 1));
  const isAnswer = isRecord(record) && Object.keys(record).some((name) => ANSWERS.has(name));
  return isContact && isRecord(record) && !isAnswer ? tokens.slice(0, end) : undefined;
}

/** The record of a question whose answer a value is, or is a part of. */
interface FoundAnswer {
  /** Member with the question. */
  readonly name: string;
  readonly question: string;
  /** The way from the record to the value. */
  readonly inside: readonly string[];
}

/** A place by its number would be another question's as soon as a question stays unanswered. */
function answerAt({ root, tokens }: UnreadValue): FoundAnswer | undefined {
  for (let end = tokens.length - 1; end > 0; end -= 1) {
    const record = valueWithin(root, tokens.slice(0, end));
    const label = isRecord(record) ? labelIn(record) : undefined;
    if (label !== undefined && ANSWERS.has(tokens[end] ?? '')) {
      return { name: label[0], question: label[1], inside: tokens.slice(end) };
    }
  }
  return undefined;
}

function referenceTo({ name, question, inside }: FoundAnswer): string {
  const take = inside.length === 1 ? inside.join('') : pointerText(inside);
  return `{ "where": { ${jsonText(name)}: ${jsonText(question)} }, "take": ${jsonText(take)} }`;
}

/** Parts of a name, which alone could be anything. */
const PARTS_OF_NAMES: ReadonlyMap<string, string> = new Map([
  ['first', 'firstName'],
  ['last', 'lastName'],
]);

function pathOfMember({ root, tokens }: UnreadValue): string | undefined {
  const member = tokens.at(-1) ?? '';
  const beside = valueWithin(root, tokens.slice(0, -1));
  const isName = [...PARTS_OF_NAMES.keys()].every((part) => memberOf(beside, part) !== undefined);
  return isName ? (PARTS_OF_NAMES.get(member) ?? pathOfName(member)) : pathOfName(member);
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
