/** Where a request parameter of SHOPLINE belongs. */
export interface Parameter {
  /** The clock that orders it; `createOnly` for what has none; `tags` and `addresses` have one per element. */
  readonly clock: string;
  /** Which calls document it. */
  readonly on: 'both' | 'create' | 'update';
}

const entry = (clock: string, on: Parameter['on'] = 'both') => ({ clock, on }) as const;

/**
 * Every documented body parameter of Create Customer and Update Customer. Parameters that replace the same thing share
 * a clock, so that an older event cannot undo half of a newer one.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/create-customer
 * @see https://open-api.docs.shoplineapp.com/docs/update-customer
 */
export const PARAMETERS: ReadonlyMap<string, Parameter> = new Map([
  ['name', entry('name')],
  ['email', entry('email')],
  ['mobile_phone', entry('phone')],
  ['mobile_phone_country_calling_code', entry('phone')],
  // `phone` is the last element of `phones`: one thing, not two.
  ['phones', entry('shopline.phone')],
  ['phone', entry('shopline.phone')],
  ['phone_country_code', entry('shopline.phone')],
  ['gender', entry('gender')],
  ['birthday', entry('birthday')],
  ['birth_year', entry('birthday')],
  ['birth_month', entry('birthday')],
  ['birth_day', entry('birthday')],
  ['is_member', entry('shopline.is_member')],
  ['is_accept_marketing', entry('consent.general')],
  ['is_subscribed_marketing_email', entry('consent.email')],
  ['is_subscribed_marketing_sms', entry('consent.sms')],
  ['delivery_addresses', entry('addresses')],
  ['memo', entry('note')],
  ['tags', entry('tags')],
  ['membership_tier_id', entry('shopline.membership_tier_id')],
  ['send_notification', entry('createOnly', 'create')],
  ['notification_types', entry('createOnly', 'create')],
  ['is_allow_welcome_credit', entry('createOnly', 'create')],
  ['created_by', entry('createOnly', 'create')],
  ['created_by_channel_id', entry('createOnly', 'create')],
  ['registered_by', entry('createOnly', 'create')],
  ['registered_by_channel_id', entry('createOnly', 'create')],
  ['is_blacklisted', entry('shopline.is_blacklisted', 'update')],
  ['tier_expires_at', entry('shopline.tier_expires_at', 'update')],
  ['ref_user_id', entry('externalId', 'update')],
  ['custom_fields', entry('shopline.custom_fields', 'update')],
  ['registered_at', entry('registeredAt', 'update')],
  ['locale_code', entry('locale', 'update')],
  ['facebook_info', entry('shopline.facebook_info', 'update')],
  ['line_info', entry('shopline.line_info', 'update')],
]);

/** Whether a call documents this parameter. */
export function isCarriedBy(call: 'create' | 'update', parameter: string): boolean {
  const on = PARAMETERS.get(parameter)?.on;
  return on === 'both' || on === call;
}
