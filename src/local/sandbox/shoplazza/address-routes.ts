import type { FastifyInstance } from 'fastify';
import { isRecord } from '../../../util/is-record.ts';
import type { JsonObject } from '../../json.ts';
import type { Query } from '../parameters.ts';
import { changedAddress, newAddress, withAddress } from './addresses.ts';
import { toAddressAnswer } from './answer.ts';
import { findCustomer } from './customer-routes.ts';
import { type ShoplazzaAddress, type ShoplazzaCustomer, toShoplazzaTime } from './customer.ts';
import { addressNotFound, invalid, SHOPLAZZA_DIALECT } from './dialect.ts';
import { addressErrors, type ShoplazzaState } from './rules.ts';
import { pageOf } from './search.ts';

const PATH = `${SHOPLAZZA_DIALECT.prefix}/customers/:id/addresses`;

interface ByCustomer {
  readonly Params: { readonly id: string };
}
interface ByAddress {
  readonly Params: { readonly id: string; readonly address_id: string };
}

/** The addresses of a customer. Bodies are flat in this version. @see https://shoplazza.dev/reference/create-address-3 */
export function addAddressRoutes(app: FastifyInstance, state: ShoplazzaState): void {
  const { records, now } = state;
  const write = (customer: ShoplazzaCustomer, addresses: readonly ShoplazzaAddress[]): void =>
    void records.put({ ...customer, addresses, updated_at: toShoplazzaTime(now()) });

  app.get<ByCustomer & { Querystring: Query }>(PATH, async ({ params, query }) => {
    const { addresses } = findCustomer(params.id, state);
    return { addresses: pageOf(addresses, query).map((address) => toAddressAnswer(address)) };
  });
  app.post<ByCustomer>(PATH, async ({ body, params }) => {
    const customer = findCustomer(params.id, state);
    const input = isRecord(body) ? body : {};
    refuse(addressErrors(input));
    const address = newAddress(customer.id, input, false);
    write(customer, withAddress(customer.addresses, address));
    return { address: toAddressAnswer(address) };
  });
  app.get<ByAddress>(`${PATH}/:address_id`, async ({ params }) => ({
    address: toAddressAnswer(findAddress(findCustomer(params.id, state), params.address_id)),
  }));
  app.put<ByAddress>(`${PATH}/:address_id`, async ({ body, params }) => {
    const customer = findCustomer(params.id, state);
    const address = changed(findAddress(customer, params.address_id), isRecord(body) ? body : {});
    write(customer, withAddress(customer.addresses, address));
    return { address: toAddressAnswer(address) };
  });
  app.delete<ByAddress>(`${PATH}/:address_id`, async ({ params }) => {
    const customer = findCustomer(params.id, state);
    const { id } = findAddress(customer, params.address_id);
    write(
      customer,
      customer.addresses.filter((address) => address.id !== id),
    );
    return {};
  });
  app.put<ByAddress>(`${PATH}/:address_id/default`, async ({ params }) => {
    const customer = findCustomer(params.id, state);
    const address = findAddress(customer, params.address_id);
    write(customer, withAddress(customer.addresses, { ...address, default: true }));
    return {};
  });
}

/** @throws ShopError 422: the changed address would break a rule. */
function changed(before: ShoplazzaAddress, input: JsonObject): ShoplazzaAddress {
  refuse(addressErrors({ ...before, ...input }));
  return changedAddress(before, input);
}

function refuse(errors: readonly string[]): void {
  if (errors.length > 0) throw invalid(errors);
}

function findAddress(customer: ShoplazzaCustomer, id: string): ShoplazzaAddress {
  const address = customer.addresses.find((one) => one.id === id);
  if (address === undefined) throw addressNotFound();
  return address;
}
