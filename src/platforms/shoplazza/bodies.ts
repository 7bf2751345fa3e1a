import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import type { Row } from '../shared/answers.ts';
import { tagsAmong } from '../shared/facts.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import { addressesOf } from './addresses.ts';

/** A request body of Shoplazza: the parameters stand inside `customer`. */
export interface CustomerBody {
  readonly customer: RequestParameters;
}

/** The consents of a new customer that has granted none. Always sent, because Shoplazza's default is a grant. */
const NOTHING_GRANTED = { accepts_marketing: false, accepts_sms_marketing: false } as const;

/**
 * Body of Create Customer: everything that it can carry.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
export function createBody(
  { facts, createOnly }: Pick<Fitted, 'facts' | 'createOnly'>,
  version: ShoplazzaVersion,
): CustomerBody {
  const tags = tagsAmong(facts);
  const addresses = addressesOf(facts);
  return {
    customer: {
      ...NOTHING_GRANTED,
      ...createOnly,
      ...parametersOf(facts),
      ...(tags.length > 0 && { tags: joinTags(tags, version) }),
      ...(addresses.length > 0 && { addresses }),
    },
  };
}

/** The parameters that an update sets, and the tags that it adds. */
export interface CustomerChanges {
  readonly parameters: RequestParameters;
  readonly tags: readonly string[];
}

/** A customer whose consents and tags could be read: an update sends them back. */
export interface StoredCustomer extends Row {
  readonly accepts_marketing: boolean;
  readonly accepts_sms_marketing: boolean;
  readonly tags: string | readonly unknown[] | null;
}

/**
 * Body of Update Customer; `undefined` if the customer has everything already.
 *
 * Both consents are always sent, one that does not change with its stored value. Shoplazza may take a missing consent
 * for granted. Tags are sent merged with the stored ones, because they replace these, and only if one of them is new.
 *
 * @param stored may be absent only if the changes hold both consents and no tags.
 */
export function updateBody(
  { parameters, tags }: CustomerChanges,
  stored: StoredCustomer | undefined,
  version: ShoplazzaVersion,
): CustomerBody | undefined {
  const storedTags = splitTags(stored?.tags);
  const newTags = tags.filter((tag) => !storedTags.includes(tag));
  const isChanged = Object.entries(parameters).some(([name, value]) => stored?.[name] !== value);
  if (!isChanged && newTags.length === 0) return undefined;
  return {
    customer: {
      ...(stored && {
        accepts_marketing: stored.accepts_marketing,
        accepts_sms_marketing: stored.accepts_sms_marketing,
      }),
      ...parameters,
      ...(newTags.length > 0 && { tags: joinTags([...storedTags, ...newTags], version) }),
    },
  };
}

/** The request parameters that these facts set. */
export function parametersOf(facts: readonly Fact[]): RequestParameters {
  const parameters = facts.map((fact) => (fact.kind === 'parameters' ? fact.parameters : {}));
  return Object.fromEntries(parameters.flatMap((one) => Object.entries(one)));
}

/**
 * The tags of a customer, trimmed: a text with commas before 2025-06, a list since then.
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

/** The tags as one request parameter: a text with commas, or a list. */
export function joinTags(
  tags: readonly string[],
  version: Pick<ShoplazzaVersion, 'tags'>,
): string | readonly string[] {
  return version.tags === 'list' ? tags : tags.join(',');
}

/** The body of an address that is added by a call of its own. */
export const addressBody = (address: Row, version: ShoplazzaVersion): Row =>
  version.addressBody === 'wrapped' ? { address } : address;
