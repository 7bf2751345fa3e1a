import { RejectedError } from '../../event/errors.ts';
import type {
  ShopifyAddress,
  ShopifyConsent,
  ShopifyDelivery,
  SignupAddress,
  SignupChannelConsent,
  SignupCustomer,
} from '../../generated/types.ts';
import { validateShopifyDelivery } from '../../generated/sources-validators.js';
import { consentOf, found, hashOf, isSignUp, known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import type { Found, Source } from '../source.ts';
import { tagsIn, tagsOf, toNote, toPhone, toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';
import { toAddress } from '../read/to-address.ts';

/** A bound for hostile input: those that are too many for a signup are left out later, and reported. */
const MOST_ADDRESSES = 100;
const TOPICS = new Set([
  'customers/create',
  'customers/update',
  'customers_email_marketing_consent/update',
  'customers_marketing_consent/update',
]);

/** Since API 2025-01 the only topic with tags. It names the customer by Shopify's id. */
const TAGS_ADDED = 'customer.tags_added';

/** Shopify's topics of new and changed customers, of both consents, and of added tags; every other topic is no signup. */
export const shopify: Source = {
  tool: 'shopify',
  read({ headers, body }) {
    const topic = headers['x-shopify-topic']?.toLowerCase();
    if (topic === undefined) {
      throw new RejectedError('invalid_delivery', 'the header x-shopify-topic is missing');
    }
    const id = toText(headers['x-shopify-event-id']) ?? toText(headers['x-shopify-webhook-id']);
    const triggeredAt = timeOfText(headers['x-shopify-triggered-at']);
    const fallbackId = [topic, triggeredAt].join(':');
    if (topic === 'customer.tags_removed') {
      return [skipped(id ?? fallbackId, 'tags are added and never removed')];
    }
    if (topic !== TAGS_ADDED && !TOPICS.has(topic)) {
      return [skipped(id ?? fallbackId, 'its topic is not about a signup')];
    }
    if (headers['x-shopify-test'] === 'true') {
      return [skipped(id ?? fallbackId, 'it is a test of Shopify')];
    }
    const json = readJsonBody(body);
    return readPosted(validateShopifyDelivery, json, FIELDS, (customer) => {
      if (topic === TAGS_ADDED) return [addedTags(customer, { id, triggeredAt })];
      const time = triggeredAt ?? timeOf(customer);
      const ownId = [topic, customerOf(customer), time].join(':');
      return [toFound(customer, { topic, time, id: id ?? ownId })];
    });
  },
};

/** Shopify's own fields, by path into the signup. */
const FIELDS = {
  email: 'email',
  phone: 'phone',
  firstName: 'first_name',
  lastName: 'last_name',
  note: 'note',
  tags: 'tags',
  addresses: 'addresses',
  'addresses.0': 'addresses.0',
  'addresses.0.firstName': 'addresses.0.first_name',
  'addresses.0.lastName': 'addresses.0.last_name',
  'addresses.0.phone': 'addresses.0.phone',
  'addresses.0.line1': 'addresses.0.address1',
  'addresses.0.line2': 'addresses.0.address2',
  'addresses.0.city': 'addresses.0.city',
  'addresses.0.province': 'addresses.0.province',
  'addresses.0.provinceCode': 'addresses.0.province_code',
  'addresses.0.postalCode': 'addresses.0.zip',
  'addresses.0.countryCode': 'addresses.0.country_code',
  'addresses.0.company': 'addresses.0.company',
  'addresses.0.default': 'addresses.0.default',
};

/** A list holds one tag in each text, a text several of them. */
const readTags = (tags: unknown): string[] | undefined =>
  Array.isArray(tags) ? tagsIn(tags) : tagsOf(tags);

function addedTags(
  body: ShopifyDelivery,
  about: { readonly id: string | undefined; readonly triggeredAt: string | undefined },
): Found {
  const vendorId = gidOf(body.customerId);
  const time = timeOfText(body.occurredAt) ?? about.triggeredAt;
  const tags = readTags(body.tags) ?? [];
  const id = about.id ?? [TAGS_ADDED, vendorId, time, hashOf(tags)].join(':');
  if (vendorId === undefined) return skipped(id, 'it names no customer');
  if (tags.length === 0) return skipped(id, 'it holds no tag');
  return { kind: 'tags', id, ...known({ time }), vendorId, tags };
}

interface About {
  readonly topic: string;
  readonly id: string;
  readonly time: string | undefined;
}

function toFound(body: ShopifyDelivery, { topic, id, time }: About): Found {
  if (topic.includes('consent')) return consentChange(body, { topic, id, time });
  const isNew =
    topic === 'customers/create' || isSignUp(body.created_at ?? '', body.updated_at ?? '');
  const registeredAt = isNew ? timeOfText(body.created_at) : undefined;
  const customer = {
    ...customerFrom(body),
    ...known({ externalId: customerOf(body), registeredAt }),
  };
  const consent = consentIn(body, isNew);
  return found({ id, isNew, time, customer, consent, vendorId: customerOf(body), fields: FIELDS });
}

/** Only the contact and what changed: the other fields are not in it. */
function consentChange(body: ShopifyDelivery, { id, time }: About): Found {
  // The topic is about this very moment, so a state without its own time is one of now.
  const consent = consentIn(body, true);
  if (!consent.email && !consent.sms) return skipped(id, 'the customer neither agreed nor refused');
  const email = toText(body.email_address) ?? toText(body.email);
  const customer = known({ email, phone: toPhone(body.phone) });
  return found({ id, isNew: false, time, customer, consent, vendorId: customerOf(body) });
}

function customerFrom(body: ShopifyDelivery): Partial<SignupCustomer> {
  return known({
    email: toText(body.email),
    phone: toPhone(body.phone),
    firstName: toText(body.first_name),
    lastName: toText(body.last_name),
    note: toNote(body.note),
    tags: readTags(body.tags),
    addresses: addressesOf(body.addresses ?? []),
  });
}

/** The default address first, because a customer may have more than a signup holds. */
function addressesOf(all: readonly ShopifyAddress[]): SignupAddress[] | undefined {
  const sorted = all.toSorted((a, b) => Number(b.default ?? false) - Number(a.default ?? false));
  const addresses = sorted.flatMap((one) => addressOf(one) ?? []).slice(0, MOST_ADDRESSES);
  return addresses.length > 0 ? addresses : undefined;
}

const addressOf = (one: ShopifyAddress): SignupAddress | undefined =>
  toAddress({
    firstName: one.first_name,
    lastName: one.last_name,
    phone: one.phone,
    line1: one.address1,
    line2: one.address2,
    city: one.city,
    province: one.province,
    provinceCode: one.province_code,
    postalCode: one.zip,
    countryCode: one.country_code,
    company: one.company,
    default: one.default ?? undefined,
  });

type Consents = Partial<Record<'email' | 'sms', SignupChannelConsent | undefined>>;

/** @param isAct whether it is told now; otherwise it is what Shopify remembers. */
const consentIn = (body: ShopifyDelivery, isAct: boolean): Consents => ({
  email: channelOf(body.email_marketing_consent, isAct),
  sms: channelOf(body.sms_marketing_consent, isAct),
});

/** A remembered grant without its time must not beat a later denial that came from elsewhere. */
function channelOf(consent: ShopifyConsent | undefined, isAct: boolean) {
  const at = timeOfText(consent?.consent_updated_at);
  // Shopify's REST API writes its states in small letters, GraphQL in capitals.
  const state = consent?.state?.toLowerCase();
  if (state === 'unsubscribed') return consentOf('denied', at);
  const isGrant = state === 'subscribed' && (isAct || at !== undefined);
  return consentOf(isGrant ? 'granted' : undefined, at);
}

const timeOf = (body: ShopifyDelivery): string | undefined =>
  timeOfText(body.updated_at) ??
  timeOfText(body.email_marketing_consent?.consent_updated_at) ??
  timeOfText(body.sms_marketing_consent?.consent_updated_at) ??
  timeOfText(body.created_at);

function customerOf(body: ShopifyDelivery): string | undefined {
  return toText(body.admin_graphql_api_id) ?? gidOf(body.customer_id) ?? gidOf(body.id);
}

/** The id of Shopify's GraphQL API, of a number too. */
function gidOf(value: unknown): string | undefined {
  const id = toText(value);
  return id === undefined || id.startsWith('gid:') ? id : `gid://shopify/Customer/${id}`;
}
