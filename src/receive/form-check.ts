import { type Issue, RejectedError } from '../event/errors.ts';
import { findExcess } from '../event/validate.ts';
import type { StoreSource } from '../generated/types.ts';
import { LONGEST_NAME, namesOf, pathOfName } from '../sources/form/field-names.ts';
import {
  isJsonBody,
  MAX_FIELDS,
  parseForm,
  tooManyFieldsIssue,
} from '../sources/read/form-body.ts';
import { entriesOf, isRecord } from '../util/is-record.ts';
import { lazyEmails, lazyPhones } from './lazy-contacts.ts';
import { parsedJson, type ReceiveRequest } from './request.ts';

/** What makes a post too large to be any form; undefined where it is not. Mistakes of another kind are for `consume`. */
export function excessOf(request: ReceiveRequest, { tool }: StoreSource): Issue | undefined {
  if (isJsonBody(request)) {
    const mostValues = tool === 'html-form' ? MAX_FIELDS : MANY_VALUES;
    if (!mayBeLarge(request.body, mostValues)) return undefined;
    const posted = postedJson(request);
    return findExcess(posted) ?? (tool === 'html-form' ? excessOfFields(posted) : undefined);
  }
  try {
    parseForm(request);
  } catch (error) {
    if (error instanceof RejectedError) return error.issues[0];
    throw error;
  }
  return undefined;
}

/** Fewer values never are too many. */
const MANY_VALUES = 50_000;

/** Fewer brackets never are too many levels. */
const MANY_LEVELS = 40;

/** Whether a body has so many signs of JSON that it is worth reading. */
const mayBeLarge = (body: Uint8Array, mostValues: number): boolean =>
  countOf(body, COMMA, mostValues) >= mostValues ||
  countOf(body, BRACKET, MANY_LEVELS) + countOf(body, BRACE, MANY_LEVELS) >= MANY_LEVELS;

/** As of a form that is posted in another way: each text is a field. */
function excessOfFields(posted: unknown): Issue | undefined {
  const count = textsIn(posted)?.length ?? 0;
  return count > MAX_FIELDS ? tooManyFieldsIssue() : undefined;
}

const BRACKET = 0x5b;
const BRACE = 0x7b;
const COMMA = 0x2c;

/** How often a byte is there, up to a number. */
function countOf(body: Uint8Array, byte: number, most: number): number {
  let count = 0;
  for (let at = body.indexOf(byte); at !== -1 && count < most; at = body.indexOf(byte, at + 1)) {
    count += 1;
  }
  return count;
}

interface Field {
  readonly name: string;
  readonly text: string;
}

/** Fields that are looked at. A post with more of them passes, and `consume` decides. */
const MOST_READ = 200;

/**
 * Whether a post may hold an e-mail or a phone that a shop can use. `true` also where that is not sure, because `consume`
 * maps the fields later, by a configuration that can be corrected. What is refused here is stored nowhere.
 *
 * Filled fields that the configuration or their common name call an e-mail or a phone decide alone. Without one, every
 * field decides that is not known to be something else.
 */
export async function mayHaveContact(
  request: ReceiveRequest,
  config: StoreSource,
): Promise<boolean> {
  const fields = fieldsOf(request);
  if (fields === undefined) return true;
  const given = fields.filter(({ text }) => text.trim() !== '');
  const named = given.filter(({ name }) => isContactName(name, config));
  const read = named.length > 0 ? named : given.filter(({ name }) => !isKnownName(name, config));
  if (read.length > MOST_READ || read.some(({ text }) => ENTITY.test(text))) return true;
  const { readEmail } = await lazyEmails();
  const isEmail = (text: string): boolean => readEmail(text) !== undefined;
  if (read.some(({ text }) => addressesIn(text).some(isEmail))) return true;
  const doubtful = read.filter(({ text }) => LEAST_PHONE.test(text));
  if (doubtful.length === 0) return false;
  const hasCallingCode = given.some(({ name, text }) => isCallingCode(name, text, config));
  const { looksNational, readPhone } = await lazyPhones();
  const { country } = config;
  return doubtful.some(
    ({ text }) =>
      hasCallingCode ||
      [text, `+${text.trim()}`].some((one) => readPhone(one, { country }) !== undefined) ||
      // Without a country it is our mistake, which a correction and a replay deliver.
      (country === undefined && looksNational(text)),
  );
}

/** `consume` decodes entities first. */
const ENTITY = /&(?:#|[a-z]{2,31};)/i;

/** The shortest number of a numbering plan has four digits. */
const LEAST_PHONE = /(?:\p{Nd}\P{Nd}*){4}/u;

/** What may be an e-mail. A `+` that was not escaped has become a space. */
function addressesIn(text: string): readonly string[] {
  if (!/[@＠﹫]/u.test(text)) return [];
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return [line, line.replaceAll(' ', '+')];
}

const CONTACTS = new Set(['email', 'phone']);

const isContactName = (name: string, config: StoreSource): boolean =>
  isNamed(name, config, (path) => CONTACTS.has(path));

const isKnownName = (name: string, config: StoreSource): boolean =>
  isNamed(name, config, (path) => path !== '');

const isCallingCode = (name: string, text: string, config: StoreSource): boolean =>
  /^\s*[+＋]\d{1,3}\s*$/u.test(text) || isNamed(name, config, (path) => path === CALLING_CODE);

const CALLING_CODE = 'phone.callingCode';

/** Whether a field of the form stands for such a path: by the configuration, or by a common name. */
function isNamed(
  name: string,
  { fields = {} }: StoreSource,
  isMeant: (path: string) => boolean,
): boolean {
  if (name.length > LONGEST_NAME) return false;
  const references = Object.entries(fields).flatMap(([path, field]) =>
    isMeant(path) ? [plain(typeof field === 'string' ? field : field.field)] : [],
  );
  const own = plain(name);
  return (
    references.some((reference) => reference === own || reference.startsWith(`${own}=`)) ||
    namesOf(name).some((one) => isMeant(pathOfName(one) ?? ''))
  );
}

const plain = (name: string): string =>
  name
    .replace(/\[\]$/, '')
    .replaceAll(/[\s\p{Cf}]+/gu, ' ')
    .trim();

/** Every text of a post; undefined where it cannot be read, which `consume` reports. */
export function fieldsOf(request: ReceiveRequest): readonly Field[] | undefined {
  try {
    return isJsonBody(request)
      ? textsIn(postedJson(request))
      : parseForm(request).map(({ name, value }) => ({ name, text: value }));
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

/** The value of a JSON body. `JSON.stringify` twice is a common mistake. */
function postedJson({ body }: ReceiveRequest): unknown {
  const posted = parsedJson(body);
  return typeof posted === 'string' ? parsedJson(Buffer.from(posted)) : posted;
}

/** Every text of a JSON form, with the path to it. A field may also be a record of its name and its value. */
function textsIn(posted: unknown): readonly Field[] | undefined {
  if (typeof posted !== 'object' || findExcess(posted)) return undefined;
  const fields: Field[] = [];
  let level: readonly (readonly [string, unknown])[] = [['', posted]];
  while (level.length > 0) {
    for (const [name, value] of level) {
      if (typeof value === 'string' || typeof value === 'number') {
        fields.push({ name, text: String(value) });
      }
    }
    level = level.flatMap(([name, value]) => membersOf(name, value));
  }
  return fields;
}

function membersOf(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((one: unknown) => [name, one] as const);
  if (isRecord(value) && typeof value['name'] === 'string' && 'value' in value) {
    return [[joined(name, value['name']), value['value']]];
  }
  return entriesOf(value).map(([key, one]) => [joined(name, key), one] as const);
}

const joined = (group: string, name: string): string => (group === '' ? name : `${group}.${name}`);
