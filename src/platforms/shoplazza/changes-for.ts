import type { StoredCustomer } from './read-customer.ts';
import { joinTags, splitTags } from './tags.ts';

/** What an update is to set and which tags it is to add. */
export interface Wanted {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

/**
 * What to send so that the customer has all that is wanted; `undefined` when nothing needs to be sent.
 *
 * Both consents are always part of it, the one that is not wanted as it is stored: left out it might be raised.
 * Tags are merged, and left out when none is new.
 *
 * @param stored absent only where both consents are wanted and no tags are.
 */
export function changesFor(
  { parameters, tags }: Wanted,
  stored: StoredCustomer | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const storedTags = splitTags(stored?.tags);
  const newTags = tags.filter((tag) => !storedTags.includes(tag));
  const isChanged = Object.entries(parameters).some(([name, value]) => stored?.[name] !== value);
  if (!isChanged && newTags.length === 0) return undefined;
  return {
    ...(stored && {
      accepts_marketing: stored.accepts_marketing,
      accepts_sms_marketing: stored.accepts_sms_marketing,
    }),
    ...parameters,
    ...(newTags.length > 0 && { tags: joinTags([...storedTags, ...newTags]) }),
  };
}
