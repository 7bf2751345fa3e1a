import type { FastifyInstance } from 'fastify';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { JsonObject } from '../../json.ts';
import type { Query } from '../parameters.ts';
import { success, toAnswer } from './answer.ts';
import { createdCustomer, updatedCustomer } from './apply.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import { notFound, prefixOf, taken } from './dialect.ts';
import type { ShoplazzaKnobs } from './knobs.ts';
import { checkCreate, checkUpdate, type ShoplazzaState } from './rules.ts';
import { comparable, filterCustomers, pageOf } from './search.ts';

interface ById {
  readonly Params: { readonly id: string };
}

/** Create, update, list, count and read, in one version. */
export function addCustomerRoutes(
  app: FastifyInstance,
  state: ShoplazzaState,
  version: ShoplazzaVersion,
): void {
  const { records, knobs, now } = state;
  const path = `${prefixOf(version)}/customers`;
  const toRow = (customer: ShoplazzaCustomer): JsonObject => toAnswer(customer, version);
  const say = (customer: ShoplazzaCustomer): JsonObject =>
    success({ customer: toRow(customer) }, version);
  app.post(path, async ({ body }) => {
    const customer = createdCustomer(checkCreate(body, version), now());
    if (knobs().unique && isTaken(customer, state)) throw taken(version);
    return say(records.put(customer));
  });
  app.put<ById>(`${path}/:id`, async ({ body, params }) => {
    const before = findCustomer(params.id, state, version);
    const omitted = isGranted(knobs(), version) ? true : undefined;
    return say(records.put(updatedCustomer(before, checkUpdate(body, version), now(), omitted)));
  });
  app.get<{ Querystring: Query }>(path, async ({ query }) => {
    const all = records.searchable().toReversed();
    const found = filterCustomers(all, query, { knobs: knobs(), version });
    return success(pageOf(found, query, { version, name: 'customers', toRow }), version);
  });
  app.get(`${path}/count`, async () => success({ count: records.searchable().length }, version));
  app.get<ById>(`${path}/:id`, async ({ params }) => say(findCustomer(params.id, state, version)));
}

/** Whether an update grants a consent that it omits. */
const isGranted = ({ updateConsentDefault }: ShoplazzaKnobs, version: ShoplazzaVersion): boolean =>
  updateConsentDefault === 'documented'
    ? version.omittedConsent.update === 'granted'
    : updateConsentDefault;

/** @throws ShopError no customer has this id. */
export function findCustomer(
  id: string,
  { records }: ShoplazzaState,
  version: ShoplazzaVersion,
): ShoplazzaCustomer {
  const customer = records.get(id);
  if (customer === undefined) throw notFound('record not found', version);
  return customer;
}

/** Whether another customer has one of the contacts, primary or not. */
function isTaken(customer: ShoplazzaCustomer, { records, knobs }: ShoplazzaState): boolean {
  const contacts = (one: ShoplazzaCustomer): readonly string[] =>
    [one.email, one.phone].flatMap((contact) =>
      contact === null ? [] : [comparable(contact, knobs())],
    );
  const own = contacts(customer);
  return records.all().some((other) => contacts(other).some((contact) => own.includes(contact)));
}
