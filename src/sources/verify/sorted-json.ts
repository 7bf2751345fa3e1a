/** A JSON text, a bracket, a comma or a colon. White space is none of them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

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
  const listed = (close: string, member: () => string): readonly string[] => {
    const members: string[] = [];
    while (tokens[at] !== close) {
      members.push(member());
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
    return members;
  };
  const value = (): string => {
    const token = next();
    if (token === '[') return `[${listed(']', value).join(',')}]`;
    if (token !== '{') return token;
    const keys = new Map<string, string>();
    const members = listed('}', () => {
      const key = next();
      at += 1;
      const member = `${key}:${value()}`;
      keys.set(member, String(JSON.parse(key)));
      return member;
    });
    const keyOf = (member: string): string => keys.get(member) ?? '';
    return `{${members.toSorted((one, other) => compared(keyOf(one), keyOf(other))).join(',')}}`;
  };
  try {
    return value();
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
