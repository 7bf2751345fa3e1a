import type { Signup } from '../../generated/types.ts';

/** Fields of a signup that a Shoplazza customer has no place for. */
const NO_PLACE = ['gender', 'birthday', 'locale', 'externalId', 'note'] as const;
/** Fields that Shoplazza sets once and cannot clear. */
const NEVER_CLEARED = ['email', 'phone', 'registeredAt'] as const;

/**
 * Paths into the signup of what Shoplazza cannot hold at all.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
export function unheldPaths({ customer, options = {}, shopline }: Signup): readonly string[] {
  const { addresses = [] } = customer;
  const chosen = addresses.findIndex((address) => address.default);
  return [
    ...NO_PLACE.filter((field) => (customer[field] ?? null) !== null).map(
      (field) => `customer.${field}`,
    ),
    ...NEVER_CLEARED.filter((field) => customer[field] === null).map(
      (field) => `customer.${field}`,
    ),
    ...addresses.flatMap((address, index) =>
      address.default && index !== chosen ? [`customer.addresses.${index}.default`] : [],
    ),
    ...(['sendWelcome', 'welcomeCredit'] as const)
      .filter((option) => options[option])
      .map((option) => `options.${option}`),
    ...(shopline && Object.keys(shopline).length > 0 ? ['shopline'] : []),
  ];
}
