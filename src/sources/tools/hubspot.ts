import type { HubSpotContact, HubSpotEvent } from '../../generated/types.ts';
import {
  validateHubSpotContact,
  validateHubSpotEvent,
} from '../../generated/sources-validators.js';
import { hubspotFetcher, OPT_OUT, PROPERTIES } from '../fetch/hubspot.ts';
import { contactOf, fieldNames, fieldReader, smsConsent } from '../read/contact-fields.ts';
import { consentOf, elementsOf, found, hashOf, readEach, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { timeOfMilliseconds, timeOfText } from '../read/times.ts';
import { memberOf } from '../../util/is-record.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';

/**
 * HubSpot's webhooks about contacts: a list of events with ids. The contact is fetched. Events about one contact in one
 * delivery are one entry, because all of them would fetch the same.
 *
 * @see https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
export const hubspot: Source = {
  tool: 'hubspot',
  fetcherOf: () => hubspotFetcher,
  read: readDelivery,
};

function readDelivery(delivery: Delivery, context: SourceContext): readonly Found[] {
  const json = readJsonBody(delivery.body);
  const events = elementsOf({ json }, 'json') ?? [json];
  const readOne = (entry: Entry): readonly Found[] =>
    readPosted(validateHubSpotEvent, entry.event, {}, (event) => [
      readEvent(event, entry, { delivery, context }),
    ]);
  return readEach(entriesOf(events), readOne, ({ event }) => hashOf(event));
}

/** What a delivery says of one contact. */
interface Entry {
  /** The newest event about it. */
  readonly event: unknown;
  /** Whether one of the events about it is its creation. */
  readonly isNew: boolean;
}

/** One entry for each contact, and one for each event about something else. */
function entriesOf(events: readonly unknown[]): readonly Entry[] {
  const groups = Map.groupBy(events, (event) => contactIn(event) ?? event);
  return [...groups.values()].map((same) => ({
    event: same.reduce((a, b) => (timeIn(b) >= timeIn(a) ? b : a)),
    isNew: same.some((event) => kindIn(event) === 'creation'),
  }));
}

/** Kinds of events after which a contact is read. A deletion is no refusal. */
const READ: ReadonlySet<string> = new Set(['creation', 'propertyChange', 'merge', 'restore']);

/** `creation` of `contact.creation`; of newer apps `object.creation`, where the object is a contact. */
function kindIn(event: unknown): string | undefined {
  const type = String(memberOf(event, 'subscriptionType'));
  const isContact = type.startsWith('object.') && memberOf(event, 'objectTypeId') === CONTACTS;
  return type.startsWith('contact.') || isContact ? type.replace(/^\w+\./, '') : undefined;
}

/** HubSpot's name for the type of contacts. */
const CONTACTS = '0-1';

/** The contact that an event asks to read. */
function contactIn(event: unknown): string | undefined {
  const id = String(memberOf(event, 'objectId'));
  return READ.has(kindIn(event) ?? '') && /^\d{1,30}$/.test(id) ? id : undefined;
}

const timeIn = (event: unknown): number => Number(memberOf(event, 'occurredAt')) || 0;

interface EventContext {
  readonly delivery: Delivery;
  readonly context: SourceContext;
}

function readEvent(
  event: HubSpotEvent,
  { isNew }: Entry,
  { delivery, context }: EventContext,
): Found {
  const { eventId, subscriptionId, occurredAt, objectId } = event;
  const id = [objectId, eventId ?? '', subscriptionId ?? '', occurredAt ?? ''].join(':');
  const record = contactIn(event);
  if (record === undefined) return skipped(id, 'its event is not about a signup');
  const answer = delivery.answers?.get(record);
  if (answer === undefined) return { kind: 'reference', id, reference: record };
  const time = timeOfMilliseconds(occurredAt);
  const [one] = readPosted(
    validateHubSpotContact,
    readJsonBody(Buffer.from(answer)),
    {},
    (contact) => [readContact(contact, { id, isNew, time, context })],
  );
  return one ?? skipped(id, 'the contact is empty');
}

interface About {
  readonly id: string;
  readonly isNew: boolean;
  readonly time: string | undefined;
  readonly context: SourceContext;
}

function readContact(contact: HubSpotContact, { id, isNew, time, context }: About): Found {
  const { properties, propertiesWithHistory } = contact;
  const read = fieldReader(context, PROPERTIES, (name) => memberOf(properties, name));
  const { sms, unclear } = smsConsent(read, context, isNew);
  const isOut = isTrue(properties[OPT_OUT]);
  // The opt-out may be older or newer than the event: its own time ranks it among other statements.
  const since = isOut ? timeOfText(newestOf(propertiesWithHistory?.hs_email_optout)) : undefined;
  return found({
    id,
    isNew,
    time,
    customer: contactOf(read),
    // No opt-out is no yes.
    consent: { email: isOut ? consentOf('denied', since ?? time) : undefined, sms },
    unclear,
    fields: fieldNames(context, PROPERTIES),
  });
}

type History = NonNullable<HubSpotContact['propertiesWithHistory']>['hs_email_optout'];

/** Since when the newest value counts. */
const newestOf = (history: History): string | null | undefined =>
  history?.find(({ value }) => isTrue(value))?.timestamp;

const isTrue = (value: unknown): boolean => String(value).toLowerCase() === 'true';
