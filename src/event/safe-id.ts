/** Makes an identifier from outside fit for logs, ledger and attributes. */
export type SafeId = (id: string) => string;

/**
 * For the identifiers of one event or delivery. Producers put e-mails, phones and names into ids; such an id is replaced
 * by its keyed hash, which is as good for telling events apart.
 *
 * @param personal texts that must not appear, however they are separated or percent-encoded; what has fewer than four
 * letters and digits is not looked for.
 */
export function createSafeId(
  digest: (text: string) => string,
  personal: readonly string[] = [],
): SafeId {
  const hidden = personal.map(squash).filter((text) => text.length >= LEAST_LENGTH);
  return (id) => {
    const plain = decoded(id);
    const squashed = squash(plain);
    const leaks = hidden.some((text) => squashed.includes(text));
    const isSafe = SAFE.test(id) && SAFE.test(plain) && !PHONE.test(plain) && !leaks;
    return isSafe ? id : hashedId(id, digest);
  };
}

/** What stands for an identifier that holds personal data. */
export const hashedId = (id: string, digest: (text: string) => string): string =>
  `hash:${digest(id).slice(0, 32)}`;

/** Shorter texts are in every id by chance. */
const LEAST_LENGTH = 4;
/** Printable ASCII without `@`, space and quotes. */
const SAFE = /^[!#-&(-?A-~]{1,512}$/;
/** An international phone, with or without separators. */
const PHONE = /(?:\+|tel:)(?:[-./()]*\d){6,}/i;

/**
 * `ada%40example.com` is an e-mail too, and `ada%2540example.com`. Never fails: each byte becomes the character of its
 * number, until nothing changes any more.
 */
function decoded(id: string): string {
  const once = id.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return once === id ? id : decoded(once);
}

/** Letters and digits only, in lower case: `Ada-Lin` and `ada.lin` are the same name. */
const squash = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
