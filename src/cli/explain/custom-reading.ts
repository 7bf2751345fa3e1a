import { RejectedError } from '../../event/errors.ts';
import { findExcess } from '../../event/validate.ts';
import type { DeliveryReference, DeliveryTime, SourceDelivery } from '../../generated/types.ts';
import { OF_REFUSALS, referencesIn } from '../../sources/custom/fields.ts';
import { listed, type LookedUp, lookUpIn } from '../../sources/custom/look-up.ts';
import { placeOf } from '../../sources/custom/meaning.ts';
import { jsonIn } from '../../sources/custom/json-text.ts';
import { parsePointer, pointerText } from '../../sources/custom/pointer.ts';
import type { PostedPerson } from '../../sources/custom/post.ts';
import { presetOf } from '../../sources/custom/presets.ts';
import type { Delivery, SourceContext } from '../../sources/source.ts';
import { peopleOf, type ReadPerson, readPostedPerson } from '../../sources/tools/custom.ts';
import { entriesOf } from '../../util/is-record.ts';
import { leavesOf } from './alter.ts';
import type { ExplainedReading, EmptyPlace, Unread } from './explained.ts';
import { listOfPeople, suggestionFor, type UnreadValue } from './suggest-field.ts';

/** How one person of a custom source was read. */
export interface CustomReading {
  readonly reading: ExplainedReading;
  /** Absent for a person who cannot be read. */
  readonly read?: ReadPerson;
}

/** Places that are listed; a long form has some dozens. */
const MOST_UNREAD = 200;

/**
 * For each person of a delivery: what was read, and what was not. Empty where the delivery cannot be read.
 *
 * @throws whatever is no RejectedError.
 */
export function readingsOf(delivery: Delivery, context: SourceContext): readonly CustomReading[] {
  const people = attempt(() => peopleOf(delivery, context)) ?? [];
  const ofPreset = presetOf(context.config.preset)?.delivery;
  const all = people.map((person) => attempt(() => readPostedPerson(person, context)));
  return people.map((person, at) => {
    const read = all[at];
    const isFetched = person.post.settings.fetch !== undefined;
    // What stands outside the list of people is shown once. Beside a record, nothing of the post is a field.
    const shared = at === 0 && !isFetched ? sharedLeaves(person) : [];
    const found = read?.fields.flatMap(({ path, from }) => (from.length > 0 ? [path] : [])) ?? [];
    const covered = read ? coveredBy(read) : [];
    const fieldsOf = isFetched ? read?.fetched?.person : person;
    const unread = fieldsOf ? unreadIn(fieldsOf, { covered, found }, shared) : [];
    const nothing = nothingIn(person, read, ofPreset);
    const isUnfetched = isFetched && read?.fetched === undefined;
    const event = read ? eventIn(read) : [];
    const list = peopleHint(person, unread);
    const reading = {
      event,
      nothing,
      unread,
      ...(list !== undefined && { people: list }),
      ...(isUnfetched && { isUnfetched }),
    };
    return read === undefined ? { reading } : { reading, read };
  });
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

/** The parts of the event itself, with their places. */
function eventIn({ id, time, when, fetched, found }: ReadPerson): ExplainedReading['event'] {
  const parts: readonly (readonly [string, LookedUp | undefined])[] = [
    ['id', id.from],
    ['time', time.from],
    ['when', when],
    ['fetch.when', fetched?.when],
  ];
  const places = parts.flatMap(([part, from]) =>
    from === undefined ? [] : [{ part, place: from.place, value: from.value }],
  );
  if (found.kind !== 'reference') return places;
  return [...places, { part: 'record', place: 'fetch.pieces', value: found.reference }];
}

/** Settings whose places hold nothing in this delivery. The fields of a preset are for many shops, so some stay empty. */
function nothingIn(
  person: PostedPerson,
  read: ReadPerson | undefined,
  { fields: ofPreset = {}, commonNames: namesOfPreset }: Partial<SourceDelivery> = {},
): readonly EmptyPlace[] {
  const { settings } = person.post;
  const ofPost = lookUpIn(person);
  const record = settings.fetch === undefined ? person : read?.fetched?.person;
  const ofRecord = record && lookUpIn(record);
  const { id, when, time, fetch, fields = {}, commonNames } = settings;
  const times = listed<DeliveryTime>(time ?? []);
  const parts: readonly (readonly [string, readonly DeliveryReference[]])[] = [
    ['id', listed<DeliveryReference>(id ?? [])],
    ['when', listed<DeliveryReference>(when?.at ?? [])],
    ['time', times.map(placeOf)],
    ['fetch/when', listed<DeliveryReference>(fetch?.when?.at ?? [])],
    ...Object.entries(fields)
      .filter(([path, field]) => isAskedFor(path, read) && field !== ofPreset[path])
      .map(([path, field]) => [`fields/${path}`, referencesIn(field)] as const),
  ];
  const hasUnreadTime = times.length > 0 && read !== undefined && read.time.time === undefined;
  const names = typeof commonNames === 'string' ? commonNames : commonNames?.in;
  const isNameless =
    names !== undefined &&
    commonNames !== namesOfPreset &&
    isAskedFor('name', read) &&
    ofRecord?.raw(names).every(({ value }) => entriesOf(value).length === 0) === true;
  const ofNames = isNameless
    ? [{ place: '/delivery/commonNames', text: `\`${names}\` finds no answers in this delivery` }]
    : [];
  const ofParts = parts.flatMap(([part, references]): readonly EmptyPlace[] => {
    const place = `/delivery/${part}`;
    const shown = references.map(showReference).join(', ');
    const look = /^(?:fetch|fields)\//.test(part) ? ofRecord : ofPost;
    if (look && references.length > 0 && references.flatMap(look.all).length === 0) {
      return [{ place, text: `${shown} ${emptiness(references.flatMap(look.raw))}` }];
    }
    return part === 'time' && hasUnreadTime
      ? [{ place, text: `${shown} holds no time that can be read: a number needs \`unit\`` }]
      : [];
  });
  return [...ofParts, ...ofNames];
}

/** What is at places that hold no text. */
function emptiness(found: readonly LookedUp[]): string {
  if (found.some(({ value }) => entriesOf(value).length > 0)) {
    return 'holds further places and no text: name the place inside it';
  }
  return found.length > 0 ? 'is empty in this delivery' : 'finds nothing in this delivery';
}

/** What is skipped needs no field, and a refusal only its contacts. */
const isAskedFor = (path: string, read: ReadPerson | undefined): boolean =>
  read?.says !== 'skip' && (read?.says !== 'refusal' || OF_REFUSALS.test(path));

const showReference = (reference: DeliveryReference): string =>
  typeof reference === 'string' ? `\`${reference}\`` : `\`${JSON.stringify(reference)}\``;

/** A longer place is not shown, in characters: thousands of values can be below one name of a megabyte. */
const LONGEST_PLACE = 4_000;

/** Whether a place is longer than any that is shown. */
const isFar = (tokens: readonly string[]): boolean =>
  tokens.reduce((sum, token) => sum + token.length, 0) > LONGEST_PLACE;

/** The places that a reading has used: values, and the records that they were found in. */
const coveredBy = ({ fields, id, time, when, fetched }: ReadPerson): readonly string[] =>
  [
    ...fields.flatMap(({ from }) => from),
    ...(fetched ? [fetched.when] : [id.from, time.from, when]),
  ]
    .filter((one) => one !== undefined)
    .flatMap(({ place, record = place }) =>
      [place, record].filter((text) => text.length <= LONGEST_PLACE),
    );

interface Placed {
  readonly tokens: readonly string[];
  readonly isWhole: boolean;
  readonly value: unknown;
}

/** The leaves outside the list of people, as `#/…`. */
function sharedLeaves({ post, index }: PostedPerson): readonly Placed[] {
  const list = parsePointer(post.settings.people ?? '')?.tokens ?? [];
  if (index === undefined || findExcess(post.root)) return [];
  return leavesOf(post.root)
    .filter(({ path }) => !list.every((token, at) => path[at] === token))
    .map(({ path, value }) => ({ tokens: path, isWhole: true, value }));
}

/** The list that a contact lies in which is not read, or is read by the number of its record. */
function peopleHint(person: PostedPerson, unread: readonly Unread[]): string | undefined {
  if (person.index !== undefined || person.post.settings.fetch !== undefined) return undefined;
  const root = person.value;
  const [first] = unread.flatMap(({ place, value }) => {
    const tokens = parsePointer(place)?.tokens ?? [];
    const list = listOfPeople({ place, tokens, value, root });
    return list === undefined ? [] : [list];
  });
  return first && pointerText(first);
}

/** The leaves of a value, and those of texts in it that are JSON. */
const leavesWithin = (value: unknown): ReturnType<typeof leavesOf> =>
  leavesOf(value).flatMap((leaf) => {
    const inner = typeof leaf.value === 'string' ? jsonIn(leaf.value) : undefined;
    if (inner === undefined || findExcess(inner)) return [leaf];
    return leavesOf(inner).map(({ path, value: found }) => ({
      path: leaf.path.concat(path),
      value: found,
    }));
  });

function unreadIn(
  person: PostedPerson,
  { covered, found }: { readonly covered: readonly string[]; readonly found: readonly string[] },
  shared: readonly Placed[],
): readonly Unread[] {
  const isOne = person.index === undefined;
  const read = new Set(covered.map((place) => (isOne ? place.replace(/^#/, '') : place)));
  const own: readonly Placed[] = findExcess(person.value)
    ? []
    : leavesWithin(person.value).map(({ path, value }) => ({
        tokens: path,
        isWhole: false,
        value,
      }));
  const isRead = ({ tokens, isWhole }: Placed): boolean =>
    tokens.some((_, at) => read.has(pointerText(tokens.slice(0, at + 1), isWhole))) || read.has('');
  const taken = new Set([...Object.keys(person.post.settings.fields ?? {}), ...found]);
  const all = [...own, ...shared]
    .filter((one) => !isFar(one.tokens) && !isRead(one))
    .slice(0, MOST_UNREAD);
  return withSuggestions(
    all.map((one) => {
      const root = one.isWhole ? person.post.root : person.value;
      const { tokens, isWhole, value } = one;
      return { tokens, value, place: pointerText(tokens, isWhole), root };
    }),
    taken,
  );
}

/** One suggestion for each path; a city or a state alone is no address. */
function withSuggestions(
  values: readonly UnreadValue[],
  paths: ReadonlySet<string>,
): readonly Unread[] {
  const taken = new Set(paths);
  const lines = values.map((one) => suggestionFor(one));
  const hasAddress = [...taken, ...lines.map((line) => line?.path)].includes('addresses.0.line1');
  return values.map(({ place, value }, at): Unread => {
    const line = lines[at];
    if (line === undefined || taken.has(line.path)) return { place, value };
    if (line.path.startsWith('addresses.') && !hasAddress) return { place, value };
    taken.add(line.path);
    return { place, value, suggestion: line.text };
  });
}
