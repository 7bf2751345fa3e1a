import { ERROR_WORDS, HAN_ERROR_WORDS, KNOWN_MESSAGES } from '../error-words.ts';

/** Longest text that comes out, in characters. */
const MAX_LENGTH = 200;
/** How much of a text is looked at, in characters: an answer can be megabytes of HTML. */
const MAX_READ = 2_000;
/** How many messages of a list are looked at. */
const MAX_MESSAGES = 5;

/**
 * What of a platform's error text may go to a log or a dead letter: messages and words that are known to hold no data.
 * Platforms echo what was sent to them, so everything else becomes `…`. A list of texts is joined by `; `.
 *
 * @returns at most 200 characters; `''` for what is not a text.
 */
export function safeText(text: unknown): string {
  const texts = Array.isArray(text) ? text.slice(0, MAX_MESSAGES) : [text];
  const safe = texts.filter((one) => typeof one === 'string').map(safeMessage);
  return safe
    .filter((one) => one !== '')
    .join('; ')
    .slice(0, MAX_LENGTH);
}

/** A platform's machine code, if it is made of known error words only (`EMAIL_TAKEN`, `EmailTaken`). */
export function safeCode(code: unknown): string | undefined {
  if (typeof code !== 'string' || code.length > 64) return undefined;
  return words(code).every((word) => ERROR_WORDS.has(word)) ? code : undefined;
}

function safeMessage(text: string): string {
  const read = text.slice(0, MAX_READ).trim();
  if (KNOWN_MESSAGES.has(read)) return read;
  const tokens = read.match(/[\p{L}\p{M}\p{N}@_.+'’-]+/gu) ?? [];
  const safe = tokens.map(safeToken);
  return safe.filter((token, at) => token !== '…' || safe[at - 1] !== '…').join(' ');
}

/** A word or a parameter name (`mobile_phone`, `customer.email`) if it is known, else `…`. */
function safeToken(token: string): string {
  const bare = token.replaceAll('’', "'").replaceAll(/^[.'-]+|[.'-]+$/g, '');
  const lower = bare.toLowerCase();
  if (ERROR_WORDS.has(lower) || HAN_MESSAGE.test(bare)) return bare;
  const parts = lower.split(/[._]/);
  return parts.length <= 6 && parts.every((part) => ERROR_WORDS.has(part)) ? bare : '…';
}

const HAN_MESSAGE = new RegExp(`^(?:${HAN_ERROR_WORDS.join('|')})+$`, 'u');

/** `EMAIL_TAKEN`, `email-taken` and `EmailTaken` → `email`, `taken`. */
function words(code: string): readonly string[] {
  return code
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[_-]/);
}
