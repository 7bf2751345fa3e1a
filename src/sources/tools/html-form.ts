import { createHash } from 'node:crypto';
import { isSupportedCountry, isValidPhoneNumber } from 'libphonenumber-js';
import { validateHtmlFormDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import type { Answer } from '../form/answer.ts';
import { namesOf } from '../form/field-names.ts';
import { toSignupData } from '../form/fields.ts';
import { isJsonBody, mediaType, parseForm } from '../read/form-body.ts';
import { readJsonBody } from '../read/json-body.ts';
import { skipped } from '../read/found.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';

/** Two posts of the same fields within this time are one click too many, in milliseconds. */
const WINDOW_MS = 600_000;
/** `ada news@example.com` was `ada+news@example.com`: an address holds no space. */
const PLUS_ADDRESS = /^[^\s@<>"(),:;]+(?: [^\s@<>"(),:;]+)@[^\s@]+\.[^\s@]+$/;
/** The `+` of a phone that was not escaped has become a space. */
const LOST_PLUS = /^ [1-9][-0-9() ./]{6,}$/;

/** A plain form on a web page: urlencoded, multipart or JSON. The names of its fields are the references of `fields`. */
export const htmlForm: Source = { tool: 'html-form', trust: 'anonymous', read };

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const answers = isJsonBody(delivery)
    ? fromJson(delivery.body)
    : fromForm(delivery, context.country);
  const id = idOf(delivery);
  const honeypot = context.config.public?.honeypot;
  if (answers.some(({ refs, texts }) => refs[0] === honeypot && texts.join('').trim() !== '')) {
    return [skipped(id, 'the field that people do not see was filled in')];
  }
  const signup = toSignupData(answers, context);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...signup }];
}

/** A form has no id of its own. Its id is the hash of the posted fields, within a short time. */
function idOf({ body, receivedAt }: Delivery): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
  return `form-${hash}-${Math.floor(receivedAt / WINDOW_MS)}`;
}

function fromForm(delivery: Delivery, country: string | undefined): readonly Answer[] {
  const isUrlencoded = mediaType(delivery.headers) !== 'multipart/form-data';
  const fields = new Map<string, string[]>();
  for (const { name, value } of parseForm(delivery)) {
    const text = isUrlencoded ? withLostPlus(value, country) : value;
    const key = name.replace(/\[\]$/, '');
    fields.set(key, [...(fields.get(key) ?? []), text]);
  }
  return [...fields].map(([name, texts]) => toAnswer(name, texts));
}

/** A `+` that was not escaped has become a space: of a phone at its start, of an e-mail inside. */
function withLostPlus(text: string, country: string | undefined): string {
  if (LOST_PLUS.test(text)) return withPlus(text, country);
  return PLUS_ADDRESS.test(text) ? text.replaceAll(' ', '+') : text;
}

/** Unless the number is one of the country: then the space was typed. */
function withPlus(text: string, country: string | undefined): string {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  if (region && isValidPhoneNumber(text, region)) return text;
  const whole = `+${text.trim()}`;
  return isValidPhoneNumber(whole) ? whole : text;
}

function fromJson(body: Uint8Array): readonly Answer[] {
  const posted = readJsonBody(body);
  // `JSON.stringify` twice is a common mistake.
  const form = typeof posted === 'string' ? readJsonBody(Buffer.from(posted)) : posted;
  const [only, ...others] = Array.isArray(form) && !isFieldList(form) ? form : [form];
  const whole: unknown = others.length > 0 ? form : isFieldList(only) ? fieldsOf(only) : only;
  const fields = validate(validateHtmlFormDelivery, whole, 'invalid_delivery', 'the delivery');
  return flatten(fields, '');
}

interface ListedField {
  readonly name: string;
  readonly value: unknown;
}

/** `[{"name": "email", "value": "…"}]`, as jQuery's `serializeArray` and others write a form. */
const isFieldList = (value: unknown): value is readonly ListedField[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => isRecord(one) && typeof one['name'] === 'string' && 'value' in one);

/** A name may come several times. */
const fieldsOf = (list: readonly ListedField[]): object =>
  Object.fromEntries(
    [...Map.groupBy(list, ({ name }) => name.replace(/\[\]$/, ''))].map(([name, all]) => [
      name,
      all.length === 1 ? all[0]?.value : all.map(({ value }) => value),
    ]),
  );

/** `{"customer": {"email": …}}` is `customer.email` to `fields`, and `email` to the common names. */
function flatten(fields: object, prefix: string): readonly Answer[] {
  return Object.entries(fields).flatMap(([key, value]: [string, unknown]): readonly Answer[] => {
    const name = `${prefix}${key}`;
    if (typeof value === 'boolean')
      return [{ ...toAnswer(name, []), kind: 'box', isYes: value, isOnlyOption: true }];
    if (isFieldList(value)) return flatten(fieldsOf(value), `${name}.`);
    if (Array.isArray(value) || typeof value !== 'object' || value === null) {
      return [toAnswer(name, toTexts(value))];
    }
    return flatten(value, `${name}.`);
  });
}

/** A control posts nothing of its kind: everything is text. `interests[]` is `interests` too. */
const toAnswer = (name: string, texts: readonly string[]): Answer => ({
  refs: [name, `${name}[]`],
  names: namesOf(name),
  kind: 'text',
  texts,
});
