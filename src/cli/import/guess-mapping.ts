import { NO_WORDS, YES_WORDS } from '../../sources/form/consent-words.ts';
import { type ColumnMeaning, columnMeaning, squash } from './column-names.ts';
import { CONSENT_CHANNELS, type Mapping, quoted } from './mapping.ts';

/** Mailchimp exports the people who unsubscribed as a file of their own. It has no answers, but this date. */
const UNSUBSCRIBED_AT = 'unsubtime';

/** Mailchimp's own guess of the place, by the address of the network. */
const GUESSED_BY_MAILCHIMP: ReadonlySet<string> = new Set(['region', 'cc']);

/** Words of a status, beside the plain words of yes and no. A `not subscribed` is no answer: no question was asked. */
const GRANTED = [
  'subscribed',
  'true',
  '1',
  'v',
  '✓',
  '○',
  '有',
  '可',
  '已訂閱',
  '已订阅',
  '許可',
  '受信する',
  '購読中',
];
const DENIED = [
  'unsubscribed',
  'false',
  '0',
  'x',
  '✕',
  '×',
  '已取消訂閱',
  '取消訂閱',
  '已退订',
  '已退訂',
  '退訂',
  '退订',
  '不訂閱',
  '不订阅',
  'opted out',
  'opted-out',
  'opt-out',
  'suppressed',
  '아니요',
  '거부',
  '수신거부',
  '拒否',
  '受信しない',
  '停止',
];

/** A column of the file, and what it may be. */
interface Candidate extends ColumnMeaning {
  readonly at: number;
  readonly column: string;
}

/**
 * Guesses the mapping by the names of the columns. A yes is not guessed: the answers that count are listed, and can be
 * edited.
 *
 * @param place file and line of the header, for a sentence.
 * @returns with `twice`, if columns have names of one field: which, in one sentence. The mapping then lacks that field.
 */
export function guessMapping(
  header: readonly string[],
  place: string,
): { readonly mapping: Mapping; readonly twice?: string } {
  const isMailchimp = header.includes('LEID') && header.includes('EUID');
  const all = header.flatMap((column, at): readonly Candidate[] => {
    const isGuess = isMailchimp && GUESSED_BY_MAILCHIMP.has(squash(column));
    const meaning = isGuess ? undefined : columnMeaning(column);
    return meaning ? [{ ...meaning, at, column }] : [];
  });
  const byPath = Map.groupBy(ofOneAddress(all), ({ path }) => path);
  byPath.delete('phone.callingCode');
  const fields: Record<string, Mapping['fields'][string]> = {};
  const twice: string[] = [];
  for (const [path, candidates] of byPath) {
    const least = Math.min(...candidates.map(({ rank }) => rank));
    const [first, second] = candidates.filter(({ rank }) => rank === least);
    if (first && second) twice.push(question(place, path, [first, second]));
    else if (first) fields[path] = fieldOf(first);
  }
  const unsubscribedAt = header.find((column) => squash(column) === UNSUBSCRIBED_AT);
  if (unsubscribedAt !== undefined) {
    fields['consent.email'] ??= { state: 'denied' };
    fields['consent.email.at'] = unsubscribedAt;
  }
  for (const channel of CONSENT_CHANNELS) {
    // Without a column of answers, a date says nothing.
    if (fields[`consent.${channel}`] === undefined) delete fields[`consent.${channel}.at`];
  }
  return { mapping: { fields }, ...(twice[0] !== undefined && { twice: twice[0] }) };
}

/** The parts of one address only. A city or a country alone is no address. */
function ofOneAddress(all: readonly Candidate[]): readonly Candidate[] {
  const isPart = ({ path }: Candidate): boolean => path.startsWith('addresses.');
  const [street] = all
    .filter(({ path }) => path === 'addresses.0.line1')
    .toSorted((a, b) => a.rank - b.rank);
  return all.filter((one) => !isPart(one) || (street && one.group === street.group));
}

function fieldOf({ path, column, isRefusal }: Candidate): Mapping['fields'][string] {
  if (!/^consent\.\w+$/.test(path)) return column;
  const yes = [...plain(YES_WORDS), ...GRANTED];
  if (isRefusal) return { field: column, denied: [...plain(YES_WORDS), ...DENIED_BY_YES] };
  return { field: column, granted: yes, denied: [...plain(NO_WORDS), ...DENIED] };
}

/** Answers of a column such as `Unsubscribed`. */
const DENIED_BY_YES = ['true', '1', 'v', '✓', '○', 'unsubscribed', 'opted out'];

/** The languages of the exports. A list of every language could not be read by the person who checks it. */
const plain = (words: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  ['English', 'Chinese', 'Japanese'].flatMap((language) => words[language] ?? []);

function question(place: string, path: string, columns: readonly [Candidate, Candidate]): string {
  const [one, other] = columns.map(({ at, column }) => `column ${at + 1} (${quoted(column)})`);
  return `${place}: ${one} and ${other} both look like ${path}. Which one is it?`;
}
