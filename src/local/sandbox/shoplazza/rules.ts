import { isRecord } from '../../../util/is-record.ts';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { JsonObject } from '../../json.ts';
import { flag, matching, oneOf, text, textList, type ParameterCheck } from '../parameters.ts';
import type { ShopState } from '../shop.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import { invalid } from './dialect.ts';
import type { ShoplazzaKnobs } from './knobs.ts';

export type ShoplazzaState = ShopState<ShoplazzaCustomer, ShoplazzaKnobs>;

const LEAST_PASSWORD_LENGTH = 6;

/** Parameters with their name in error texts. Documented are the texts for e-mail, phone and country. */
type Rules = Readonly<Record<string, readonly [label: string, check: ParameterCheck]>>;

const UPDATE_RULES: Rules = {
  first_name: ['First name', text],
  last_name: ['Last name', text],
  accepts_marketing: ['Accepts marketing', flag],
  accepts_sms_marketing: ['Accepts sms marketing', flag],
};

const tagRule = ({ tags }: ShoplazzaVersion): Rules => ({
  tags: ['Tags', tags === 'list' ? textList : text],
});

const CREATE_RULES: Rules = {
  ...UPDATE_RULES,
  contact_type: ['Contact type', oneOf('email', 'phone')],
  email: ['Email', matching('an e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/)],
  phone: ['Phone', matching('a number with calling code', /^\+[1-9]\d{6,14}$/)],
  password: ['Password', text],
  registered_at: [
    'Registered at',
    matching('a time in UTC', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
  ],
  addresses: ['Addresses', (value) => (isListOfObjects(value) ? undefined : 'must be a list')],
};

/** @see https://shoplazza.dev/reference/create-customer-3 @throws ShopError 422 with every problem. */
export function checkCreate(body: unknown, version: ShoplazzaVersion): JsonObject {
  const input = contentIn(body, 'customer', version);
  const errors = [
    ...brokenRules(input, { ...CREATE_RULES, ...tagRule(version) }),
    ...contactErrors(input),
    ...passwordErrors(input),
    ...addressesIn(input).flatMap((address) => addressErrors(address)),
  ];
  if (errors.length > 0) throw invalid([...new Set(errors)], version);
  return input;
}

/** @see https://shoplazza.dev/reference/update-customer-3 @throws ShopError 422 with every problem. */
export function checkUpdate(body: unknown, version: ShoplazzaVersion): JsonObject {
  const input = contentIn(body, 'customer', version);
  const errors = brokenRules(input, { ...UPDATE_RULES, ...tagRule(version) });
  if (errors.length > 0) throw invalid(errors, version);
  return input;
}

/** The addresses of a create. */
export function addressesIn(input: JsonObject): readonly JsonObject[] {
  const list = input['addresses'];
  return isListOfObjects(list) ? list : [];
}

/** The problems of an address: the two documented rules, and values that cannot be read. */
export function addressErrors(address: JsonObject): readonly string[] {
  return [
    ...(isFilled(address['country']) ? [] : ["Country can't be blank"]),
    ...(isFilled(address['country_code']) ? [] : ["Country code can't be blank"]),
    ...brokenRules(address, {
      gender: ['Gender', oneOf('male', 'female', '')],
      default: ['Default', flag],
    }),
  ];
}

/** The content of a wrapped body. @throws ShopError it is missing or empty. */
export function contentIn(
  body: unknown,
  name: 'customer' | 'address',
  version: ShoplazzaVersion,
): JsonObject {
  const content = isRecord(body) ? body[name] : undefined;
  if (!isRecord(content) || Object.keys(content).length === 0) {
    throw invalid([`param is missing or the value is empty: ${name}`], version);
  }
  return content;
}

function brokenRules(input: JsonObject, rules: Rules): string[] {
  return Object.entries(rules).flatMap(([name, [label, check]]) => {
    const value = input[name];
    const isAbsent =
      value === undefined || value === null || (name !== 'contact_type' && value === '');
    return isAbsent || check(value) === undefined ? [] : [`${label} is invalid`];
  });
}

function contactErrors(input: JsonObject): readonly string[] {
  const type = input['contact_type'];
  if (!isFilled(type)) return ['Contact type is invalid'];
  if (type === 'email' && !isFilled(input['email'])) return ['Email is invalid'];
  if (type === 'phone' && !isFilled(input['phone'])) return ['Phone is invalid'];
  return [];
}

function passwordErrors({
  password,
  password_confirmation: confirmation,
}: JsonObject): readonly string[] {
  const isSent = typeof password === 'string';
  return [
    ...(isSent && password.length < LEAST_PASSWORD_LENGTH
      ? ['Password is too short (minimum is 6 characters)']
      : []),
    ...((isSent || confirmation !== undefined) && password !== confirmation
      ? ['Password confirmation must be equal to password']
      : []),
  ];
}

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const isListOfObjects = (value: unknown): value is readonly JsonObject[] =>
  Array.isArray(value) && value.every((item) => isRecord(item));
