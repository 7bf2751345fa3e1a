import type { Verdict } from '../../delivery/platform-port.ts';

/** Statuses by which a shop may refuse a second customer with the same contact. */
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 422]);

/**
 * Words by which shops say that a contact has a customer already. The last line is Chinese and Japanese. SHOPLINE's own
 * user service has the code `UC0409`.
 */
const DUPLICATE = new RegExp(
  [
    String.raw`\b(?:already|duplicat\w*|exists?|existed|existing|registered|in use|unique\w*|conflict\w*|[a-z]+0*409)\b`,
    String.raw`\b(?:is|are|was|been|already) taken\b|\btaken\W*$`,
    String.raw`\b(?:is|are|been|already) used\b(?! (?:for|in|to|with)\b)|\b(?:used|owned) by\b|\bbelongs? to\b`,
    String.raw`\b(?:another|other|different) (?:customer|member|user|account|person)s?\b|\bsomeone else\b`,
    '已|重[複复覆]|被[^不]{0,10}(?:使用|註冊|注册|登記|登记|綁定|绑定)|[佔占]用|存在|[衝冲]突|既に|すでに|登録済',
  ].join('|'),
  'u',
);

/** The opposite, in the same words. */
const ABSENT =
  /\b(?:not|never|doesn't|don't|isn't|no longer)\s+(?:yet\s+|been\s+|already\s+)*(?:exist|registered|taken|used|belong|in use)\w*|不存在|未被|沒有被|没有被/gu;

/**
 * Whether an error text or code may say that another customer has this e-mail or phone. The platforms do not document
 * all their texts. A wrong yes costs searches, and the search decides.
 */
export function mayMeanDuplicate(texts: readonly string[]): boolean {
  return texts.some((text) =>
    DUPLICATE.test(plainWords(text.slice(0, MAX_READ)).replaceAll(ABSENT, ' ')),
  );
}

/** Longest part of a text that is read, in characters: an answer can be megabytes, and repeat what was sent. */
const MAX_READ = 2_000;

/**
 * The verdict for a create that the shop refused. A refusal that no table knows may be a duplicate in words that were
 * never seen: one search tells.
 *
 * @param texts messages and codes of the answer. @param isKnown whether this text is a documented refusal of another kind.
 */
export function refusedCreate(
  status: number,
  texts: readonly string[],
  isKnown: (text: string) => boolean,
): Verdict {
  const rejected = { kind: 'final', reason: 'rejected' } as const;
  if (!REFUSALS.has(status)) return rejected;
  if (status === 409 || mayMeanDuplicate(texts)) return { kind: 'taken' };
  return texts.length > 0 && texts.every(isKnown) ? rejected : { ...rejected, isUnknown: true };
}

/** Whether a shop may refuse a duplicate by this status. */
export const mayRefuse = (status: number): boolean => REFUSALS.has(status);

/** `EMAIL_TAKEN` and `EmailTaken` as words. E-mail addresses are removed: they are the customer's words, not the shop's. */
function plainWords(text: string): string {
  return text
    .replaceAll(/\S*@\S*/g, ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll('’', "'")
    .toLowerCase();
}
