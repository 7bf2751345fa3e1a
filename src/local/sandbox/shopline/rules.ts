import { knownOf, problemsOf, type Checks } from '../body-checks.ts';
import type { JsonObject } from '../json.ts';
import type { ShopState } from '../shop-kind.ts';
import { CREATE_CHECKS, UPDATE_CHECKS } from './checks.ts';
import type { ShoplineCustomer } from './customer.ts';
import { invalid } from './errors.ts';
import type { ShoplineKnobs } from './knobs.ts';
import { parseShoplineTime } from './time.ts';
import { isRecord } from '../../../util/is-record.ts';

export type ShoplineState = ShopState<ShoplineCustomer, ShoplineKnobs>;

/** The known parameters of a create. @throws ShopError 422 naming everything that is wrong. */
export function checkCreate(body: unknown, state: ShoplineState): JsonObject {
  const input = isRecord(body) ? body : {};
  const hasContact = filled(input['email']) || filled(input['mobile_phone']);
  return check(
    input,
    CREATE_CHECKS,
    state,
    hasContact ? [] : ['email or mobile_phone is required'],
  );
}

/** The known parameters of an update. @throws ShopError 422 naming everything that is wrong. */
export function checkUpdate(body: unknown, state: ShoplineState): JsonObject {
  const input = isRecord(body) ? body : {};
  const problems: string[] = [];
  if (filled(input['phone']) && !filled(input['phone_country_code'])) {
    problems.push('phone_country_code is required with phone');
  }
  const expiry = input['tier_expires_at'];
  if (typeof expiry === 'string' && !(parseShoplineTime(expiry) > state.now())) {
    problems.push('tier_expires_at must be a future date');
  }
  const registered = input['registered_at'];
  if (typeof registered === 'string' && Number.isNaN(parseShoplineTime(registered))) {
    problems.push('registered_at must be a date and time');
  }
  return check(input, UPDATE_CHECKS, state, problems);
}

function check(
  input: JsonObject,
  checks: Checks,
  state: ShoplineState,
  more: readonly string[],
): JsonObject {
  const known = knownOf(input, checks);
  const problems = [...problemsOf(known, checks), ...more, ...mobileProblems(known, state)];
  if (
    'birthday' in known &&
    ['birth_year', 'birth_month', 'birth_day'].some((name) => name in known)
  ) {
    problems.push('birthday cannot go with birth_year, birth_month and birth_day');
  }
  problems.push(...unknownReferences(known, state));
  if (problems.length > 0) throw invalid(problems);
  return known;
}

function mobileProblems(known: JsonObject, { knobs }: ShoplineState): string[] {
  const code = known['mobile_phone_country_calling_code'];
  if (filled(known['mobile_phone']) !== filled(code)) {
    return ['mobile_phone and mobile_phone_country_calling_code go together'];
  }
  const allowed = knobs().signUpCallingCodes;
  const isAllowed =
    code === undefined || allowed.length === 0 || allowed.some((item) => item === code);
  return isAllowed ? [] : ['mobile_phone_country_calling_code is not one of the sign-up countries'];
}

/** Ids that the shop does not have. */
function unknownReferences(known: JsonObject, { knobs }: ShoplineState): string[] {
  const { tiers, customFields } = knobs();
  const tier = known['membership_tier_id'];
  const hasTier = tier === undefined || tier === '' || tiers.some(({ id }) => id === tier);
  const fields = isRecord(known['custom_fields']) ? known['custom_fields'] : {};
  const hasFields = Object.entries(fields).every(
    ([id, value]) =>
      typeof value === 'string' && customFields.some(({ field_id }) => field_id === id),
  );
  return [
    ...(hasTier ? [] : ['membership_tier_id is unknown']),
    ...(hasFields ? [] : ['custom_fields must hold a text per known field_id']),
  ];
}

const filled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
