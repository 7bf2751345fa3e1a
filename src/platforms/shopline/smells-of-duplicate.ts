const DUPLICATE =
  /\b(?:already|taken|duplicat\w*|exists?|existed|existing|registered|in use|been used|unique\w*)\b|已|重[複复]/u;
/** The opposite, in the same words. */
const ABSENT =
  /\b(?:not|never|doesn't|don't|isn't|no longer)\s+(?:yet\s+|been\s+|already\s+)*(?:exist|registered|taken)\w*|不存在/gu;

/**
 * Whether an error text or code may say that somebody else has this e-mail or phone. SHOPLINE does not document the
 * texts, so this is a guess on the safe side: a wrong yes costs a search, which then decides.
 */
export function smellsOfDuplicate(texts: readonly string[]): boolean {
  return texts.some((text) => DUPLICATE.test(plainWords(text).replaceAll(ABSENT, ' ')));
}

/** `EMAIL_TAKEN` and `EmailTaken` as words; without e-mail addresses, which are the customer's words and not the shop's. */
function plainWords(text: string): string {
  return text
    .replaceAll(/\S*@\S*/g, ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll('’', "'")
    .toLowerCase();
}
