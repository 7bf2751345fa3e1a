/**
 * The tags of a customer, trimmed: one text with commas until 2025-06, a list since.
 *
 * @see https://shoplazza.dev/reference/customer-5
 */
export function splitTags(tags: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(tags)
    ? tags
    : typeof tags === 'string'
      ? tags.split(',')
      : [];
  return parts
    .filter((tag) => typeof tag === 'string')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

/** The tags as one request parameter. */
export function joinTags(tags: readonly string[]): string {
  return tags.join(',');
}
