import type { DeliveryReference } from '../../generated/types.ts';
import { entriesOf, isRecord } from '../../util/is-record.ts';
import { titleOf } from '../form/match-answers.ts';
import { toTexts } from '../read/texts.ts';
import { MAX_ELEMENTS } from '../read/found.ts';
import { valueWithin } from './json-text.ts';
import { parsePointer, pointerText } from './pointer.ts';
import type { PostedPerson } from './post.ts';

/** A value of a delivery, and why it was taken. */
export interface LookedUp {
  readonly value: unknown;
  readonly rule: 'pointer' | 'label' | 'common name' | 'header' | 'constant';
  /** As a configuration writes it: `/data/email`, `#/ts`, `header x-event-key`. */
  readonly place: string;
  /** The record that it was found in, where that was found by its members. */
  readonly record?: string;
}

type Look = Exclude<DeliveryReference, string>;

/** Looks up the references of a source in one person of a delivery. */
export interface LookUp {
  /** Every value of a reference that holds a text, in order. */
  readonly all: (reference: DeliveryReference) => readonly LookedUp[];
  /** What is at a reference, also where it holds no text. */
  readonly raw: (reference: DeliveryReference) => readonly LookedUp[];
}

export function lookUpIn(person: PostedPerson): LookUp {
  const recordsOf = openRecords(person);
  const raw = (reference: DeliveryReference): readonly LookedUp[] => {
    if (typeof reference === 'string') return atPointer(reference, person);
    if (reference.value !== undefined) {
      return [{ value: reference.value, rule: 'constant', place: 'constant' }];
    }
    if (reference.header !== undefined) return inHeader(reference.header, person);
    return inRecords(reference, recordsOf(reference));
  };
  return { raw, all: (reference) => raw(reference).filter(({ value }) => holdsText(value)) };
}

/** The texts of a value; of a box `true` or `false`. Numbers are their digits, blanks are left out. */
export const textsIn = (value: unknown): readonly string[] =>
  [value]
    .flat(3)
    .flatMap((one: unknown) => (typeof one === 'boolean' ? String(one) : toTexts(one)));

const holdsText = (value: unknown): boolean => textsIn(value).length > 0;

/** One reference, or a list of them. */
export const listed = <T extends string | object>(references: T | readonly T[]): readonly T[] =>
  isList(references) ? references : [references];

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

function atPointer(text: string, { post, value }: PostedPerson): readonly LookedUp[] {
  const pointer = parsePointer(text);
  if (pointer === undefined) return [];
  const found = valueWithin(pointer.isWhole ? post.root : value, pointer.tokens);
  return found === undefined ? [] : [{ value: found, rule: 'pointer', place: text }];
}

function inHeader(name: string, { post }: PostedPerson): readonly LookedUp[] {
  const key = name.toLowerCase();
  const value = Object.hasOwn(post.headers, key) ? post.headers[key] : undefined;
  return value === undefined ? [] : [{ value, rule: 'header', place: `header ${key}` }];
}

interface PlacedRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly place: () => string;
}

function inRecords({ where = {}, take = '' }: Look, records: Records): readonly LookedUp[] {
  const [first, ...others] = Object.entries(where);
  const candidates = first === undefined ? records.list : records.by(...first);
  return candidates
    .filter(({ record }) =>
      others.every(([name, text]) => titles(memberAt(record, name)).includes(titleOf(text))),
    )
    .flatMap(({ record, place }) => {
      const value = memberAt(record, take);
      if (value === undefined) return [];
      const inside = take.startsWith('/') ? take : pointerText([take]);
      return [
        {
          value,
          rule: 'label' as const,
          // Made where it is read: thousands of records can lie below one name of a megabyte.
          get place() {
            return place() + inside;
          },
          get record() {
            return place();
          },
        },
      ];
    });
}

/** A member by its name, or at a pointer into the record. */
const memberAt = (record: Readonly<Record<string, unknown>>, name: string): unknown => {
  const tokens = name.startsWith('/') ? parsePointer(name)?.tokens : [name];
  return tokens && valueWithin(record, tokens);
};

const titles = (value: unknown): readonly string[] => textsIn(value).map(titleOf);

interface Records {
  readonly list: readonly PlacedRecord[];
  /** Those whose member has this title. Made once for each member: lists can be long. */
  readonly by: (name: string, title: string) => readonly PlacedRecord[];
}

function openRecords(person: PostedPerson): (look: Look) => Records {
  const known = new Map<string | undefined, Records>();
  return ({ in: scope }) => {
    const found = known.get(scope) ?? indexOf(scopeOf(scope, person));
    known.set(scope, found);
    return found;
  };
}

function indexOf(list: readonly PlacedRecord[]): Records {
  const indexes = new Map<string, ReadonlyMap<string, readonly PlacedRecord[]>>();
  return {
    list,
    by: (name, title) => {
      const index = indexes.get(name) ?? byTitle(list, name);
      indexes.set(name, index);
      return index.get(titleOf(title)) ?? [];
    },
  };
}

function byTitle(
  list: readonly PlacedRecord[],
  name: string,
): ReadonlyMap<string, readonly PlacedRecord[]> {
  const index = new Map<string, PlacedRecord[]>();
  for (const one of list) {
    for (const title of new Set(titles(memberAt(one.record, name)))) {
      const alike = index.get(title);
      if (alike) alike.push(one);
      else index.set(title, [one]);
    }
  }
  return index;
}

/** The records of a list or of a map; without a place every record of the person, the outer ones first. */
function scopeOf(
  scope: string | undefined,
  { post, value }: PostedPerson,
): readonly PlacedRecord[] {
  const pointer = parsePointer(scope ?? '');
  if (pointer === undefined) return [];
  if (scope === undefined) return everyRecord(value);
  const { tokens, isWhole } = pointer;
  return entriesOf(valueWithin(isWhole ? post.root : value, tokens))
    .slice(0, MAX_ELEMENTS)
    .flatMap(([key, record]) =>
      isRecord(record) ? [{ record, place: () => pointerText([...tokens, key], isWhole) }] : [],
    );
}

interface Way {
  readonly key: string;
  readonly before: Way | undefined;
}

const tokensOf = (way: Way | undefined): readonly string[] => {
  const tokens: string[] = [];
  for (let at = way; at !== undefined; at = at.before) tokens.push(at.key);
  return tokens.toReversed();
};

function everyRecord(value: unknown): readonly PlacedRecord[] {
  const all: PlacedRecord[] = [];
  let level: readonly { readonly value: unknown; readonly way: Way | undefined }[] = [
    { value, way: undefined },
  ];
  while (level.length > 0) {
    for (const { value: record, way } of level) {
      if (isRecord(record)) all.push({ record, place: () => pointerText(tokensOf(way)) });
    }
    level = level.flatMap(({ value: node, way }) =>
      entriesOf(node).map(([key, inner]) => ({ value: inner, way: { key, before: way } })),
    );
  }
  return all;
}
