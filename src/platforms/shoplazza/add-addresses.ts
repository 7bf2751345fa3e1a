import type { Fact } from '../../delivery/platform-port.ts';
import { addressesOf } from './addresses-of.ts';
import { contentOf, idOf, type Row, rowsOf } from './error-answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { DEFAULT_ADDRESS, isSameAddress } from './addresses.ts';

/** Most addresses in one answer. */
const LIMIT = '250';

/**
 * Adds the addresses that the customer does not have yet. They are read first, always: an earlier attempt may have
 * added one without hearing so.
 *
 * @returns the key of the default address when it could not be made the default one.
 * @see https://shoplazza.dev/reference/create-address-3
 */
export async function addAddresses(
  ask: Ask,
  id: string,
  facts: readonly Fact[],
): Promise<readonly string[]> {
  const wanted = addressesOf(facts);
  if (wanted.length === 0) return [];
  const answer = await ask('listAddresses', { path: { id }, query: [['limit', LIMIT]] });
  const stored = rowsOf(answer.body, 'addresses');
  if (stored === undefined) throw unreadable('listAddresses', answer);
  let isMissed = false;
  for (const address of wanted) {
    const known = stored.find((one) => isSameAddress(address, one));
    const now = known ?? (await addAddress(ask, id, address));
    if (address['default'] === true && now?.['default'] !== true) {
      isMissed = !(await makeDefault(ask, id, idOf(now)));
    }
  }
  return isMissed ? [DEFAULT_ADDRESS] : [];
}

/** The body is flat in 2022-01, unlike that of Create Customer. @returns the address, where the answer shows it. */
async function addAddress(ask: Ask, id: string, address: Row): Promise<Row | undefined> {
  const answer = await ask('addAddress', { path: { id }, body: address });
  if (typeof answer.body === 'string') throw unreadable('addAddress', answer);
  return contentOf(answer.body, 'address');
}

/** @returns false where the address has no id to call it by. */
async function makeDefault(ask: Ask, id: string, address: string | undefined): Promise<boolean> {
  if (address === undefined) return false;
  // None is documented; an empty object, because a call without a body can be a 400.
  await ask('setDefault', { path: { id, address }, body: {} });
  return true;
}
