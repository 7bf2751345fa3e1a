import { type PrepareDeps, prepareMessage } from '../../consume/prepare.ts';
import type { Part } from '../../consume/prepared.ts';
import type { WrittenLetter } from '../../dead-letters/file-format.ts';
import type { Contact } from '../../event/signup.ts';
import { readMessage } from '../../message/message.ts';
import { toRecord } from '../../message/to-record.ts';
import { entriesOf } from '../../util/is-record.ts';
import type { Person } from './person.ts';

/** `nothing`: the letter does not hold the person. `alone`: it holds only the person. `shared`: it also holds others. */
export type PersonMatch = 'nothing' | 'alone' | 'shared';

/**
 * Looks for a person in a letter. It reads the signups as `consume` does, and every text of body and attributes. The
 * texts matter because an unreadable body can hold people too. Never rejects.
 */
export async function findInLetter(
  letter: Pick<WrittenLetter, 'body' | 'attributes' | 'sentAt'>,
  person: Person,
  deps: PrepareDeps,
): Promise<PersonMatch> {
  const { body, attributes, sentAt } = letter;
  const copy = { key: '', to: 'signups', body, attributes, delaySeconds: 0 } as const;
  const { parts } = await prepareMessage(readMessage(toRecord(copy, sentAt), deps.now()), deps);
  const isTheirs = (part: Part): boolean =>
    contactsOf(part).some(({ value }) => person.values.includes(value));
  if (!parts.some(isTheirs) && !isNamedIn(letter, person)) return 'nothing';
  const others = parts.filter((part) => !isTheirs(part) && !('skipped' in part));
  // An unreadable part alone belongs to the person that it names. Beside other parts its owner is not known.
  const isOnlyOne = parts.length === 1 && parts.every((part) => 'error' in part);
  return others.length > 0 && !isOnlyOne ? 'shared' : 'alone';
}

function isNamedIn(
  { body, attributes }: Pick<WrittenLetter, 'body' | 'attributes'>,
  person: Person,
): boolean {
  const own = Object.values(attributes).map(({ value }) =>
    typeof value === 'string' ? value : Buffer.from(value).toString('utf8'),
  );
  return [body, ...own].some((text) => isNamedInText(text, person));
}

/** Whether a text, or a text inside it, names the person. */
export function isNamedInText(text: string, { patterns }: Person): boolean {
  for (const one of textsIn(text)) {
    const lower = one.toLowerCase();
    if (patterns.some((pattern) => pattern.test(lower))) return true;
  }
  return false;
}

/** How many texts can be inside each other: envelope, delivery, form, JSON in a field. */
const MAX_DEPTH = 8;

/** Every text in a body: the body itself, and texts inside JSON, forms and base64, also inside each other. */
export function* textsIn(text: string, depth = 0): Generator<string> {
  yield text;
  if (depth === MAX_DEPTH) return;
  const json = parsedJson(text);
  if (json !== undefined) {
    for (const leaf of leaves(json)) if (leaf !== text) yield* textsIn(leaf, depth + 1);
    return;
  }
  const form = decodedForm(text);
  if (form !== undefined) {
    for (const part of form) yield* textsIn(part, depth + 1);
  }
  const bytes = decodedBase64(text);
  if (bytes !== undefined) yield* textsIn(bytes, depth + 1);
}

function parsedJson(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Values and keys: some forms have the question as key. No recursion: a hostile body could overflow the stack. */
function* leaves(value: unknown): Generator<string> {
  const rest = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    if (typeof one === 'string') yield one;
    else if (typeof one === 'number') yield String(one);
    for (const [key, inner] of entriesOf(one)) {
      yield key;
      rest.push(inner);
    }
  }
}

function decodedForm(text: string): readonly string[] | undefined {
  if (!/[=%]/.test(text) || !/%[0-9a-f]{2}|\+|&/i.test(text)) return undefined;
  return [...new URLSearchParams(text)].flat().filter((part) => part !== '' && part !== text);
}

/** Undefined if the text is not base64, or its bytes are not text. */
function decodedBase64(text: string): string | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /\uFFFD|(?![\t\n\r])\p{Cc}/u.test(decoded) ? undefined : decoded;
}

function contactsOf(part: Part): readonly Contact[] {
  if ('signup' in part) return part.signup.contacts;
  return 'record' in part ? part.record.shown.contacts : [];
}
