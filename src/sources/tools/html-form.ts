import { createHash } from 'node:crypto';
import { validateHtmlFormDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import type { Answer } from '../form/answer.ts';
import { LONGEST_NAME, namesOf } from '../form/field-names.ts';
import { toSignupData } from '../form/fields.ts';
import { statementsOf } from '../form/line-user.ts';
import { isJsonBody, MAX_FIELDS, tooManyFields } from '../read/form-body.ts';
import { formFields } from '../read/form-fields.ts';
import { readJsonBody } from '../read/json-body.ts';
import { skipped } from '../read/found.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Delivery, Found, FoundSignup, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';

/** Two posts of the same fields within this time are one click too many, in milliseconds. */
const WINDOW_MS = 600_000;

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
  const typed: FoundSignup = { kind: 'signup', type: 'customer.signed_up', id, ...signup };
  const { line } = delivery;
  if (line === undefined) return [typed];
  return statementsOf(typed, { line, config: context.config.public?.line, id: `user-${id}` });
}

/**
 * A form has no id of its own. Its id is the hash of the posted fields, within a short time. Of a user of LINE, the id of
 * the user belongs to it: two users may post the same fields.
 */
function idOf({ body, receivedAt, line }: Delivery): string {
  const hash = createHash('sha256').update(body);
  if (line) hash.update(`\n${line.userId}`);
  return `form-${hash.digest('hex').slice(0, 32)}-${Math.floor(receivedAt / WINDOW_MS)}`;
}

const fromForm = (delivery: Delivery, country: string | undefined): readonly Answer[] =>
  [...formFields(delivery, country)].map(([name, texts]) => toAnswer(name, texts));

function fromJson(body: Uint8Array): readonly Answer[] {
  const posted = readJsonBody(body);
  // `JSON.stringify` twice is a common mistake.
  const form = typeof posted === 'string' ? readJsonBody(Buffer.from(posted)) : posted;
  const [only, ...others] = Array.isArray(form) && !isFieldList(form) ? form : [form];
  const whole: unknown = others.length > 0 ? form : isFieldList(only) ? fieldsOf(only) : only;
  const fields = validate(validateHtmlFormDelivery, whole, 'invalid_delivery', 'the delivery');
  const answers = flatten(fields, '');
  if (answers.length > MAX_FIELDS) throw tooManyFields();
  return answers;
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
    // Thousands of fields inside a group could all begin with its name.
    if (name.length > LONGEST_NAME) return [];
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
