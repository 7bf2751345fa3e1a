/** A Chinese, Japanese or Korean character: such names put the family name first and often have no space. */
export const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
