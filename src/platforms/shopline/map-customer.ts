import type { SignupCustomer } from '../../generated/types.ts';
import { phoneParts } from '../shared/phone-parts.ts';
import { birthdayFields } from './birthday-fields.ts';
import { fullName } from './full-name.ts';
import type { MappedField } from './mapped-field.ts';

export interface MappedCustomer {
  readonly fields: readonly MappedField[];
  /** Paths into the signup. */
  readonly unheld: readonly string[];
}

type Customer = Readonly<SignupCustomer>;

/** The single fields of a customer; tags and addresses are mapped one by one elsewhere. */
export function mapCustomer(customer: Customer): MappedCustomer {
  const fields = [
    nameField(customer),
    field('email', 'email', customer.email || undefined),
    phoneField(customer.phone),
    field('gender', 'gender', customer.gender),
    ...mapBirthday(customer.birthday),
    // SHOPLINE spells its language codes in lower case; language tags do not depend on case.
    field('locale', 'locale_code', customer.locale?.toLowerCase()),
    field('externalId', 'ref_user_id', customer.externalId),
    field('note', 'memo', customer.note),
    field('registeredAt', 'registered_at', utc(customer.registeredAt)),
  ];
  return { fields: fields.flatMap((one) => one ?? []), unheld: unheldOf(customer) };
}

function field(key: string, parameter: string, value: unknown): MappedField | undefined {
  return value === undefined ? undefined : { key, parameters: { [parameter]: value } };
}

function nameField({ name, firstName, lastName }: Customer): MappedField | undefined {
  const isCleared = name === null || (firstName === null && lastName === null);
  const known = name ?? fullName(firstName, lastName);
  return field('name', 'name', known ?? (isCleared ? null : undefined));
}

function phoneField(phone: string | null | undefined): MappedField | undefined {
  const parts = phone ? phoneParts(phone) : undefined;
  return (
    parts && {
      key: 'phone',
      parameters: {
        mobile_phone: parts.national,
        mobile_phone_country_calling_code: parts.callingCode,
      },
    }
  );
}

function mapBirthday(birthday: string | null | undefined): readonly MappedField[] {
  if (birthday === undefined) return [];
  if (!birthday?.startsWith('--')) return birthdayFields({ birthday });
  const [month, day] = birthday.slice(2).split('-').map(Number);
  return birthdayFields({ birth_month: month, birth_day: day });
}

function utc(time: string | null | undefined): string | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** SHOPLINE documents no way to clear these: their parameters are not nullable. */
function unheldOf(customer: Customer): readonly string[] {
  const uncleared = (['email', 'phone', 'locale', 'registeredAt'] as const).filter(
    (name) => customer[name] === null,
  );
  const { name, firstName, lastName } = customer;
  const isHalfName = name === undefined && !firstName && !lastName && firstName !== lastName;
  const half = firstName === null ? 'firstName' : 'lastName';
  return [...uncleared, ...(isHalfName ? [half] : [])].map((path) => `customer.${path}`);
}
