/** The longest pattern that CloudWatch Logs takes. */
const MAX_LENGTH = 1_024;
/** Of one term; what it begins with finds at least the same lines. */
const MAX_TERM_LENGTH = 500;

/**
 * Patterns that together find every line with one of the terms, and maybe some more.
 *
 * Inside quotes CloudWatch takes everything as it is but quotes and backslashes, and how those are escaped is not
 * documented. So of a term with such characters only the longest piece without them is looked for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPatterns(terms: readonly string[]): readonly string[] {
  const quoted = [...new Set(terms.map(searchable))].filter((term) => term !== '');
  const groups: string[][] = [];
  for (const term of quoted) {
    const last = groups.at(-1);
    if (last && anyOf([...last, term]).length <= MAX_LENGTH) last.push(term);
    else groups.push([term]);
  }
  return groups.map(anyOf);
}

const anyOf = (terms: readonly string[]): string =>
  terms.length === 1 ? `"${terms[0]}"` : terms.map((term) => `?"${term}"`).join(' ');

function searchable(term: string): string {
  const [longest = ''] = term.split(/["\\]/).toSorted((a, b) => b.length - a.length);
  return longest.slice(0, MAX_TERM_LENGTH);
}
