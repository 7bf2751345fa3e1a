import { type ParameterRules, rule } from '../shared/parameters.ts';

/**
 * The body parameters of Create Customer and Update Customer. Parameters that replace the same thing share a clock:
 * an older event must not undo half of a newer one.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/create-customer
 * @see https://open-api.docs.shoplineapp.com/docs/update-customer
 */
export const PARAMETERS: ParameterRules = new Map([
  ['name', rule('name')],
  ['email', rule('email')],
  ['mobile_phone', rule('phone')],
  ['mobile_phone_country_calling_code', rule('phone')],
  // Together, because `phone` is the last element of `phones`.
  ['phones', rule('shopline.phone')],
  ['phone', rule('shopline.phone')],
  ['phone_country_code', rule('shopline.phone')],
  ['gender', rule('gender')],
  ['birthday', rule('birthday')],
  ['birth_year', rule('birthday')],
  ['birth_month', rule('birthday')],
  ['birth_day', rule('birthday')],
  ['is_member', rule('shopline.is_member')],
  ['is_accept_marketing', rule('consent.general')],
  ['is_subscribed_marketing_email', rule('consent.email')],
  ['is_subscribed_marketing_sms', rule('consent.sms')],
  ['delivery_addresses', rule('addresses')],
  ['memo', rule('note')],
  ['tags', rule('tags')],
  ['membership_tier_id', rule('shopline.membership_tier_id')],
  ['send_notification', rule('createOnly', 'create')],
  ['notification_types', rule('createOnly', 'create')],
  ['is_allow_welcome_credit', rule('createOnly', 'create')],
  ['created_by', rule('createOnly', 'create')],
  ['created_by_channel_id', rule('createOnly', 'create')],
  ['registered_by', rule('createOnly', 'create')],
  ['registered_by_channel_id', rule('createOnly', 'create')],
  ['is_blacklisted', rule('shopline.is_blacklisted', 'update')],
  ['tier_expires_at', rule('shopline.tier_expires_at', 'update')],
  ['ref_user_id', rule('externalId', 'update')],
  ['custom_fields', rule('shopline.custom_fields', 'update')],
  ['registered_at', rule('registeredAt', 'update')],
  ['locale_code', rule('locale', 'update')],
  ['facebook_info', rule('shopline.facebook_info', 'update')],
  ['line_info', rule('shopline.line_info', 'update')],
]);

/** Whether a call documents this parameter. */
export function isCarriedBy(call: 'create' | 'update', parameter: string): boolean {
  const on = PARAMETERS.get(parameter)?.on;
  return on === 'both' || on === call;
}
