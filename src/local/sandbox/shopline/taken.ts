import type { ShoplineCustomer } from './customer.ts';
import type { ShoplineKnobs } from './knobs.ts';

/** Whether another customer has the e-mail or the mobile number. */
export function isTaken(
  customer: ShoplineCustomer,
  others: readonly ShoplineCustomer[],
  { emailCase }: ShoplineKnobs,
): boolean {
  const emailOf = ({ email }: ShoplineCustomer): string | undefined =>
    emailCase === 'ignore' ? email?.toLowerCase() : (email ?? undefined);
  const mobileOf = (one: ShoplineCustomer): string | undefined =>
    one.mobile_phone === null
      ? undefined
      : `${one.mobile_phone_country_calling_code} ${one.mobile_phone}`;
  return others.some(
    (other) =>
      other.id !== customer.id &&
      [emailOf, mobileOf].some(
        (read) => read(customer) !== undefined && read(customer) === read(other),
      ),
  );
}
