/** A JSON text, a bracket, a comma or a colon. White space is none of them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/** Texts in their order. They are joined once, at the end: joined at each level, an inner text would be copied each time. */
type Pieces = string | readonly Pieces[];

interface Member {
  readonly key: string;
  readonly pieces: Pieces;
}

/**
 * A JSON document as some senders sign it: without white space, the keys of each object in the order of their code
 * units. Every text and number stays as it is written, and so does a key that stands twice: what is read is what was signed.
 *
 * @param isEscaped whether each text is written anew, as Go does: `<`, `>` and `&` are escaped, other letters are not.
 * @returns undefined for a body that is no JSON object or list, or is nested too deeply.
 */
export function sortedJson(body: Uint8Array, isEscaped = false): string | undefined {
  const document = jsonDocument(body);
  if (document === undefined) return undefined;
  const found = document.text.match(TOKEN) ?? [];
  const tokens = isEscaped ? found.map(escaped) : found;
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  /** The members up to the closing bracket. */
  const listed = <T>(close: string, member: () => T): readonly T[] => {
    const members: T[] = [];
    while (tokens[at] !== close) {
      members.push(member());
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
    return members;
  };
  const member = (): Member => {
    const token = next();
    at += 1;
    return { key: String(JSON.parse(token)), pieces: [token, ':', value()] };
  };
  const value = (): Pieces => {
    const token = next();
    if (token === '[') return ['[', ...withCommas(listed(']', value)), ']'];
    if (token !== '{') return token;
    const members = listed('}', member).toSorted((one, other) => compared(one.key, other.key));
    return ['{', ...withCommas(members.map(({ pieces }) => pieces)), '}'];
  };
  try {
    const pieces: readonly unknown[] = [value()];
    return pieces.flat(Infinity).join('');
  } catch {
    // Thousands of levels are more than the stack holds.
    return undefined;
  }
}

/** A text is decoded and written anew: a sender may escape more in the body than in what it signs. */
const escaped = (token: string): string =>
  token.startsWith('"')
    ? JSON.stringify(JSON.parse(token)).replaceAll(
        /[<>&\u2028\u2029]/g,
        (letter) => `\\u${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
      )
    : token;

const withCommas = (all: readonly Pieces[]): readonly Pieces[] =>
  all.flatMap((one, at) => (at === 0 ? [one] : [',', one]));

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The text of a JSON object or list, and its value. Undefined for bytes that are something else. */
export function jsonDocument(
  body: Uint8Array,
): { readonly text: string; readonly value: object } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { text, value } : undefined;
  } catch {
    return undefined;
  }
}
