import type { ErrorObject } from 'ajv';
import { validateSignup } from '../generated/signup-validators.js';
import { isRecord, memberOf } from '../util/is-record.ts';
import type { LeftOut, LeftOutRule } from './left-out.ts';
import { cutNote, type Fields } from './read-customer.ts';
import { cutText } from './text.ts';

/** The meaning of a broken rule of the schema for the part that breaks it. Every other rule means a wrong value. */
const RULES: Readonly<Record<string, LeftOutRule>> = {
  type: 'wrong_form',
  maxLength: 'too_long',
  maxItems: 'too_many',
  minLength: 'no_visible_character',
  minProperties: 'wrong_form',
};

/** Each round leaves out every part that breaks a rule; a part inside a part shows in the next one. */
const ROUNDS = 4;
/** What a signup may hold. */
export const MOST = { tags: 60, addresses: 5 } as const;
/** Longest tag, in characters. */
export const MAX_TAG_LENGTH = 100;
/** So many times as many entries of a list are looked at: some may be left out. */
export const LOOKED_AT = 4;
/** Longest proof of a consent, in characters. */
const MAX_PROOF = 2_000;

/** A signup from which parts are taken. Elements of lists keep their number until the end. */
export class Draft {
  readonly leftOut: LeftOut[] = [];
  /** Paths in `leftOut`. */
  private readonly said = new Set<string>();
  private readonly data: Record<string, unknown>;

  constructor(data: Fields) {
    this.data = structuredClone(data);
    for (const [field, most] of Object.entries(MOST)) this.cut(field, most * LOOKED_AT);
    const tags = memberOf(this.data['customer'], 'tags');
    if (!Array.isArray(tags)) return;
    const isRepeated = watchRepeated();
    for (const [at, tag] of tags.entries()) if (isRepeated(tag)) tags[at] = undefined;
  }

  /** @param path without `customer`: `addresses.0.phone`. */
  leaveOut(path: readonly string[], rule: LeftOutRule): void {
    const customer = this.data['customer'];
    if (path[0] === 'note' && rule === 'too_long' && isRecord(customer)) {
      setAt(customer, ['note'], cutNote(String(customer['note'])));
    } else if (!setAt(customer, path, undefined)) return;
    this.leftOut.push({ path: path.join('.'), rule });
    this.said.add(path.join('.'));
  }

  /** Leaves out what breaks a rule of the schema. @returns whether the rest is a signup. */
  mend(): boolean {
    for (let round = 0; round < ROUNDS; round += 1) {
      const rest = this.compact();
      if (validateSignup(rest)) return true;
      const errors = (validateSignup.errors ?? []).toSorted(lengthLast);
      const places = this.places();
      if (!errors.every((error) => this.mendOne(error, places))) return false;
    }
    return validateSignup(this.compact());
  }

  private mendOne(error: ErrorObject, places: Places): boolean {
    const { keyword, instancePath } = error;
    // Unknown and missing fields are mistakes of a program, not of a person.
    if (keyword === 'additionalProperties') return false;
    const [top = '', ...path] = placeIn(instancePath.split('/').slice(1), places);
    const rule = RULES[keyword] ?? 'wrong_value';
    if (top === 'consent') return this.mendConsent(path, rule);
    const [field = '', ...inner] = path;
    if (top !== 'customer' || field === '' || field === 'email') return false;
    if (field === 'phone') return false;
    const most = field === 'tags' || field === 'addresses' ? MOST[field] : undefined;
    if (rule === 'too_many' && inner.length === 0 && most !== undefined)
      return this.keep(field, most);
    return setAt(this.data['customer'], path, undefined)
      ? this.say(path.join('.'), rule)
      : // Another rule took it in the same round.
        true;
  }

  /** A wrong part beside a refusal never removes it. A wrong part beside a grant never helps it. */
  private mendConsent(path: readonly string[], rule: LeftOutRule): boolean {
    const [channel = '', field] = path;
    const consent = this.data['consent'];
    if (channel === '' || !isRecord(consent)) {
      delete this.data['consent'];
      return this.say('consent', rule);
    }
    const said = consent[channel];
    if (field === 'text' && rule === 'too_long' && isRecord(said)) {
      setAt(consent, path, cutText(String(said['text']), MAX_PROOF));
      return this.say(`consent.${channel}.text`, rule);
    }
    const isKept = isRecord(said) && field !== undefined && field !== 'state';
    const isPart = isKept && (field === 'text' || said['state'] === 'denied');
    const place = isPart ? path : [channel];
    return setAt(consent, place, undefined)
      ? this.say(['consent', ...place].join('.'), rule)
      : true;
  }

  /** Each entry that breaks a rule would be reported by itself, so of a very long list only the beginning is looked at. */
  private cut(field: string, length: number): void {
    const list = memberOf(this.data['customer'], field);
    if (!Array.isArray(list) || list.length <= length) return;
    list.length = length;
    this.say(field, 'too_many');
  }

  private keep(field: string, most: number): boolean {
    const list = isRecord(this.data['customer']) ? this.data['customer'][field] : undefined;
    if (!Array.isArray(list)) return false;
    let kept = 0;
    for (const [at, one] of list.entries()) {
      if (one === undefined) continue;
      kept += 1;
      if (kept > most) list[at] = undefined;
    }
    return this.say(field, 'too_many');
  }

  private say(path: string, rule: LeftOutRule): true {
    if (!this.said.has(path)) this.leftOut.push({ path, rule });
    this.said.add(path);
    return true;
  }

  /** Elements that were left out leave no gap. */
  compact(): Fields {
    const { customer } = this.data;
    if (!isRecord(customer)) return this.data;
    const entries = Object.entries(customer)
      .map(([key, value]) => [key, Array.isArray(value) ? filled(value) : value] as const)
      .filter(([, value]) => value !== undefined);
    return { ...this.data, customer: Object.fromEntries(entries) };
  }

  /** For every list, the first positions of the elements that are left. */
  private places(): Places {
    const { customer } = this.data;
    const lists = Object.entries(isRecord(customer) ? customer : {}).flatMap(([field, value]) =>
      Array.isArray(value)
        ? [[field, value.flatMap((one, at) => (isThere(one) ? [String(at)] : []))] as const]
        : [],
    );
    return new Map(lists);
  }
}

type Places = ReadonlyMap<string, readonly string[]>;

/** The length of a list counts what is left of it, so that an element which goes anyway takes no place. */
const lengthLast = (a: ErrorObject, b: ErrorObject): number =>
  Number(a.keyword === 'maxItems') - Number(b.keyword === 'maxItems');

/** From a place in the rest of the signup to the place in the whole signup. */
function placeIn(pointer: readonly string[], places: Places): readonly string[] {
  const [top = '', field = '', at, ...inner] = pointer;
  const list = top === 'customer' ? places.get(field) : undefined;
  return at === undefined || list === undefined
    ? pointer
    : [top, field, list[Number(at)] ?? at, ...inner];
}

/** The same tag twice is one tag. @returns a function that is asked for each tag in turn. */
export function watchRepeated(): (tag: unknown) => boolean {
  const seen = new Set<unknown>();
  return (tag) => {
    const isRepeated = typeof tag === 'string' && seen.has(tag);
    seen.add(tag);
    return isRepeated;
  };
}

/** The elements that are left; no list where none is. */
function filled(list: readonly unknown[]): readonly unknown[] | undefined {
  const rest = list.filter(isThere);
  return rest.length === 0 && list.length > 0 ? undefined : rest;
}

const isThere = (value: unknown): boolean => value !== undefined;

/** @returns whether there was a value. */
function setAt(root: unknown, path: readonly string[], value: unknown): boolean {
  let node = root;
  for (const key of path.slice(0, -1)) node = memberOf(node, key);
  const last = path.at(-1) ?? '';
  if (typeof node !== 'object' || node === null || memberOf(node, last) === undefined) return false;
  if (value === undefined && !Array.isArray(node)) Reflect.deleteProperty(node, last);
  else Reflect.set(node, last, value);
  return true;
}
