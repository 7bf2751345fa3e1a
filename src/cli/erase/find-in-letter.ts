import { readMessage } from '../../message/message.ts';
import { type PrepareDeps, prepareMessage } from '../../consume/prepare.ts';
import type { Part } from '../../consume/prepared.ts';
import type { WrittenLetter } from '../../dead-letters/file-format.ts';
import { toRecord } from '../../message/to-record.ts';
import type { Person } from './person.ts';
import { textsIn } from './texts-in.ts';

/** Whether a letter is about a person: not at all, about nobody else, or about others as well. */
export type Found = 'nothing' | 'alone' | 'shared';

/**
 * Looks for a person in a letter: in its signups, read as `consume` reads them, and in every text of its body and its
 * attributes, because what cannot be read holds people too. Never rejects.
 */
export async function findInLetter(
  letter: Pick<WrittenLetter, 'body' | 'attributes' | 'sentAt'>,
  person: Person,
  deps: PrepareDeps,
): Promise<Found> {
  const { body, attributes, sentAt } = letter;
  const copy = { key: '', to: 'signups', body, attributes, delaySeconds: 0 } as const;
  const { parts } = await prepareMessage(readMessage(toRecord(copy, sentAt), deps.now()), deps);
  const isTheirs = (part: Part): boolean =>
    'signup' in part && part.signup.contacts.some(({ value }) => person.values.includes(value));
  if (!parts.some(isTheirs) && !isNamedIn(letter, person)) return 'nothing';
  const others = parts.filter((part) => !isTheirs(part) && !('skipped' in part));
  // One that cannot be read and names the person is theirs; beside others it may be anybody's.
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

/** Whether any text in a text stands for the person. */
export function isNamedInText(text: string, { patterns }: Person): boolean {
  for (const one of textsIn(text)) {
    const lower = one.toLowerCase();
    if (patterns.some((pattern) => pattern.test(lower))) return true;
  }
  return false;
}
