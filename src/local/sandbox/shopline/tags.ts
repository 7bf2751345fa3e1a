/** Most tags of one customer. */
const MAX_TAGS = 60;

/** Beyond the limit nothing changes and nobody is told: that is how SHOPLINE documents it. */
export function tagsWithinLimit(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const unique = [...new Set(after)];
  return unique.length > MAX_TAGS ? before : unique;
}

/** @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
export function patchTags(
  before: readonly string[],
  tags: readonly string[],
  mode: 'add' | 'remove',
): readonly string[] {
  if (mode === 'remove') return before.filter((tag) => !tags.includes(tag));
  return tagsWithinLimit(before, [...before, ...tags]);
}
