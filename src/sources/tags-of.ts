import { toText } from './read/texts.ts';

/** What a signup may hold. */
const MAX_TAGS = 60;
const MAX_LENGTH = 100;

/**
 * The tags of a list such as `pos, vip`, each once; an escaped comma (`\,`) belongs to its tag. Longer ones than 100
 * characters and those after the sixtieth are left out: they must not keep the customer from the shop.
 *
 * @returns `undefined` when there are none.
 */
export function tagsOf(list: unknown): string[] | undefined {
  const parts = (toText(list) ?? '').split(/(?<!\\),/);
  const tags = parts.flatMap((part) => toText(part.replaceAll(String.raw`\,`, ',')) ?? []);
  const fit = [...new Set(tags)].filter((tag) => tag.length <= MAX_LENGTH).slice(0, MAX_TAGS);
  return fit.length > 0 ? fit : undefined;
}
