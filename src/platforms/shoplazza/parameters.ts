import { type ParameterRules, rule } from '../shared/parameters.ts';

/**
 * The body parameters of Create Customer and Update Customer.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 * @see https://shoplazza.dev/reference/update-customer-3
 */
export const PARAMETERS: ParameterRules = new Map([
  ['first_name', rule('firstName')],
  ['last_name', rule('lastName')],
  ['email', rule('email', 'create')],
  ['phone', rule('phone', 'create')],
  ['accepts_marketing', rule('consent.email')],
  ['accepts_sms_marketing', rule('consent.sms')],
  ['registered_at', rule('registeredAt', 'create')],
  ['tags', rule('tags')],
  // Create carries them; later each is added by a call of its own.
  ['addresses', rule('addresses')],
  ['contact_type', rule('createOnly', 'create')],
  ['password', rule('createOnly', 'create')],
  ['password_confirmation', rule('createOnly', 'create')],
]);

/** Whether only Create Customer has this parameter. */
export function isOnCreateOnly(parameter: string): boolean {
  return PARAMETERS.get(parameter)?.on === 'create';
}
