import { RejectedError } from '../../event/errors.ts';
import { known, readEach, skipped } from '../read/found.ts';
import { dataOf, fieldsIn, type FoundField, refusalDataOf } from '../custom/fields.ts';
import { describedFetcher } from '../custom/described-fetcher.ts';
import { recordOf } from '../custom/records.ts';
import { type LookedUp, lookUpIn, textsIn } from '../custom/look-up.ts';
import {
  type FoundId,
  type FoundTime,
  eventIdOf,
  bothOf,
  type Meaning,
  meaningOf,
  eventTimeOf,
} from '../custom/meaning.ts';
import { openPost, peopleIn, type PostedPerson, refuseExcess } from '../custom/post.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';

/**
 * A tool that the source itself describes, in its `delivery`. Anybody may have typed what an unknown tool sends.
 *
 * @see docs/sources/custom.md
 */
export const custom: Source = {
  tool: 'custom',
  trust: 'anonymous',
  fetcherOf: describedFetcher,
  read,
};

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const people = peopleOf(delivery, context);
  const readOne = (person: PostedPerson): Found => readPostedPerson(person, context).found;
  const [first] = people;
  // An element that cannot be read does not hold back the others.
  return first?.index === undefined
    ? people.map(readOne)
    : apart(readEach(people, readOne, ({ post }, index) => `delivery-${post.hash}/${index}`));
}

/** Two elements with one id are two events. */
function apart(all: readonly Found[]): readonly Found[] {
  const ids = new Set<string>();
  return all.map((one, index) => {
    const id = ids.has(one.id) ? `${one.id}/${index}` : one.id;
    ids.add(id);
    return { ...one, id };
  });
}

/** The people of a delivery; without `people` the post itself is about one. */
export function peopleOf(delivery: Delivery, context: SourceContext): readonly PostedPerson[] {
  const post = openPost(delivery, context);
  if (post.settings.people === undefined) {
    refuseExcess(post.root);
    return [{ post, value: post.root }];
  }
  const people = peopleIn(post);
  if (people) return people;
  // A test of the address, or a delivery about something else, may have no list.
  const whole = { post, value: undefined };
  if (meaningOf(post.settings, lookUpIn(whole)).meaning.kind === 'skip') return [whole];
  throw new RejectedError(
    'invalid_delivery',
    "the delivery has no list at `people`; correct the source's `delivery`, then replay",
  );
}

/** What a person of a delivery says, and where each part of it was found. */
export interface ReadPerson {
  readonly found: Found;
  readonly says: Meaning['kind'];
  readonly fields: readonly FoundField[];
  readonly id: FoundId;
  readonly time: FoundTime;
  /** The value of `when`. */
  readonly when?: LookedUp;
  /** The person as the record that was fetched, and its value of `fetch.when`. */
  readonly fetched?: { readonly person: PostedPerson; readonly when?: LookedUp };
}

/**
 * Reads one person. Where the post names a record, `fields` look into the record, once it is fetched.
 *
 * @throws RejectedError `invalid_delivery` for a refusal without a contact, a person too large to be read, and a record that
 * cannot be named or read.
 */
export function readPostedPerson(person: PostedPerson, context: SourceContext): ReadPerson {
  if (person.index !== undefined) refuseExcess(person.value);
  const { settings } = person.post;
  const look = lookUpIn(person);
  const posted = meaningOf(settings, look);
  const said = posted.from ? textsIn(posted.from.value) : [];
  const id = eventIdOf(person, look, said);
  const time = eventTimeOf(settings, look, context.config.timeZone);
  const base = { says: posted.meaning.kind, id, time, fields: [], ...known({ when: posted.from }) };
  if (posted.meaning.kind === 'skip') {
    return { ...base, found: skipped(id.id, posted.meaning.why) };
  }
  if (settings.fetch === undefined) {
    return { ...base, ...readFields(person, posted.meaning, { id, time, context }) };
  }
  const record = recordOf(person, settings.fetch, look);
  if ('why' in record) return { ...base, says: 'skip', found: skipped(id.id, record.why) };
  if (!('value' in record)) {
    return { ...base, found: { kind: 'reference', id: id.id, reference: record.name } };
  }
  const ofRecord = { ...person, value: record.value };
  const own = meaningOf(settings.fetch, lookUpIn(ofRecord), 'fetch.when');
  const meaning = bothOf(posted.meaning, own.meaning);
  const fetched = { person: ofRecord, ...known({ when: own.from }) };
  return { ...base, fetched, ...readFields(ofRecord, meaning, { id, time, context }) };
}

interface AboutEvent {
  readonly id: FoundId;
  readonly time: FoundTime;
  readonly context: SourceContext;
}

function readFields(
  person: PostedPerson,
  meaning: Meaning,
  { id: { id }, time: { time }, context }: AboutEvent,
): Pick<ReadPerson, 'found' | 'says' | 'fields'> {
  const { settings } = person.post;
  const fields = fieldsIn(settings, lookUpIn(person));
  const about = { says: meaning.kind, fields };
  if (meaning.kind === 'skip') return { ...about, found: skipped(id, meaning.why) };
  const isNew = meaning.kind === 'signed_up';
  const signup =
    meaning.kind === 'refusal'
      ? refusalDataOf(fields, meaning.channels, context)
      : dataOf(fields, context);
  if (meaning.kind === 'refusal' && Object.keys(signup.data.consent ?? {}).length === 0) {
    return { ...about, found: skipped(id, 'it refuses nothing') };
  }
  const { email, phone } = signup.data.customer;
  if (meaning.kind === 'refusal' && !email && !phone) throw refusalWithoutContact();
  return {
    ...about,
    found: {
      kind: 'signup',
      type: isNew ? 'customer.signed_up' : 'customer.updated',
      id,
      ...known({ time }),
      ...signup,
    },
  };
}

const refusalWithoutContact = (): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    'the delivery is a refusal without e-mail and phone: look up the contact in the tool',
  );
