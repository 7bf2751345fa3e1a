/** Marks that Unicode sorts when it normalises, and the signs that become such marks. */
const LONG_RUN = /([\p{M}\u{FF9E}\u{FF9F}]{30})[\p{M}\u{FF9E}\u{FF9F}]+/gu;

/**
 * A text in one of Unicode's normal forms, in linear time. Sorting a run of a million marks would take minutes. No
 * language writes more than 30 marks on one letter, so the others are left out.
 *
 * @see https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
export const normalized = (text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string =>
  text.replaceAll(LONG_RUN, '$1').normalize(form);
