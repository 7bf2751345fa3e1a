import type { FastifyInstance } from 'fastify';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import { isRecord } from '../../../util/is-record.ts';
import type { JsonObject } from '../../json.ts';
import type { Query } from '../parameters.ts';
import { changedAddress, newAddress, withAddress } from './addresses.ts';
import { success, toAddressAnswer } from './answer.ts';
import { findCustomer } from './customer-routes.ts';
import { type ShoplazzaAddress, type ShoplazzaCustomer, toShoplazzaTime } from './customer.ts';
import { invalid, notFound, prefixOf } from './dialect.ts';
import { addressErrors, type ShoplazzaState, contentIn } from './rules.ts';
import { pageOf } from './search.ts';

interface ByCustomer {
  readonly Params: { readonly id: string };
}
interface ByAddress {
  readonly Params: { readonly id: string; readonly address_id: string };
}

/** The addresses of a customer, in one version. @see https://shoplazza.dev/reference/create-address-3 */
export function addAddressRoutes(
  app: FastifyInstance,
  state: ShoplazzaState,
  version: ShoplazzaVersion,
): void {
  const { records, now } = state;
  const path = `${prefixOf(version)}/customers/:id/addresses`;
  const find = (id: string): ShoplazzaCustomer => findCustomer(id, state, version);
  const findAddress = (customer: ShoplazzaCustomer, id: string): ShoplazzaAddress => {
    const address = customer.addresses.find((one) => one.id === id);
    if (address === undefined) throw notFound('Record not found', version);
    return address;
  };
  const write = (customer: ShoplazzaCustomer, addresses: readonly ShoplazzaAddress[]): void =>
    void records.put({ ...customer, addresses, updated_at: toShoplazzaTime(now()) });
  const say = (address: ShoplazzaAddress): JsonObject =>
    success({ address: toAddressAnswer(address) }, version);
  const read = (body: unknown): JsonObject => {
    if (version.addressBody === 'wrapped') return contentIn(body, 'address', version);
    return isRecord(body) ? body : {};
  };
  const refuse = (errors: readonly string[]): void => {
    if (errors.length > 0) throw invalid(errors, version);
  };

  app.get<ByCustomer & { Querystring: Query }>(path, async ({ params, query }) => {
    const form = { version, name: 'addresses', toRow: toAddressAnswer } as const;
    return success(pageOf(find(params.id).addresses, query, form), version);
  });
  app.post<ByCustomer>(path, async ({ body, params }) => {
    const customer = find(params.id);
    const input = read(body);
    refuse(addressErrors(input));
    const address = newAddress(customer.id, input, false);
    write(customer, withAddress(customer.addresses, address));
    return say(address);
  });
  app.get<ByAddress>(`${path}/:address_id`, async ({ params }) =>
    say(findAddress(find(params.id), params.address_id)),
  );
  app.put<ByAddress>(`${path}/:address_id`, async ({ body, params }) => {
    const customer = find(params.id);
    const before = findAddress(customer, params.address_id);
    const input = read(body);
    refuse(addressErrors({ ...before, ...input }));
    const address = changedAddress(before, input);
    write(customer, withAddress(customer.addresses, address));
    return say(address);
  });
  app.delete<ByAddress>(`${path}/:address_id`, async ({ params }) => {
    const customer = find(params.id);
    const { id } = findAddress(customer, params.address_id);
    write(
      customer,
      customer.addresses.filter((address) => address.id !== id),
    );
    return success({}, version);
  });
  app.put<ByAddress>(`${path}/:address_id/default`, async ({ params }) => {
    const customer = find(params.id);
    const address = findAddress(customer, params.address_id);
    write(customer, withAddress(customer.addresses, { ...address, default: true }));
    return success({}, version);
  });
}
