import { AwsRefusal } from './aws/aws-json-server.ts';

/** A word, or anything in quotes; with `?` in front one of these is enough, with `-` it must not be there. */
const TERM = /(?<sign>[?-]?)(?:"(?<quoted>[^"]*)"|(?<word>\w+))(?:\s+|$)/gy;

/**
 * What a filter pattern finds: all terms, or one of those with a question mark. JSON patterns and regular expressions
 * are refused, so that nobody takes an empty answer for theirs.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsRefusal it is none that is understood here.
 */
export function matcherOf(pattern: unknown): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (typeof pattern !== 'string') throw invalid('filterPattern must be a string');
  const terms = [...pattern.trim().matchAll(TERM)];
  const read = terms.map(([all]) => all).join('');
  if (read !== pattern.trim() || pattern.length > 1_024) throw invalid('Invalid filter pattern');
  const bySign = (sign: string): readonly string[] =>
    terms.flatMap(({ groups = {} }) =>
      groups['sign'] === sign ? [groups['quoted'] ?? groups['word'] ?? ''] : [],
    );
  const [needed, oneOf, unwanted] = [bySign(''), bySign('?'), bySign('-')];
  return (text) =>
    needed.every((term) => text.includes(term)) &&
    (oneOf.length === 0 || oneOf.some((term) => text.includes(term))) &&
    !unwanted.some((term) => text.includes(term));
}

const invalid = (message: string): AwsRefusal =>
  new AwsRefusal('InvalidParameterException', message);
