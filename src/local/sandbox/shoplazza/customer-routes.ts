import type { FastifyInstance } from 'fastify';
import type { Query } from '../parameters.ts';
import { toAnswer } from './answer.ts';
import { createdCustomer, updatedCustomer } from './apply.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import { customerNotFound, invalid, SHOPLAZZA_DIALECT } from './dialect.ts';
import { checkCreate, checkUpdate, type ShoplazzaState } from './rules.ts';
import { comparable, filterCustomers, pageOf } from './search.ts';

const PATH = `${SHOPLAZZA_DIALECT.prefix}/customers`;

interface ById {
  readonly Params: { readonly id: string };
}

/** Create, update, list, count and read. */
export function addCustomerRoutes(app: FastifyInstance, state: ShoplazzaState): void {
  const { records, knobs, now } = state;
  app.post(PATH, async ({ body }) => {
    const customer = createdCustomer(checkCreate(body), now());
    if (knobs().unique && isTaken(customer, state))
      throw invalid(['Email or Phone is already taken']);
    return { customer: toAnswer(records.put(customer)) };
  });
  app.put<ById>(`${PATH}/:id`, async ({ body, params }) => {
    const before = findCustomer(params.id, state);
    const consentDefault = knobs().updateConsentDefault ? true : undefined;
    const customer = updatedCustomer(before, checkUpdate(body), now(), consentDefault);
    return { customer: toAnswer(records.put(customer)) };
  });
  app.get<{ Querystring: Query }>(PATH, async ({ query }) => {
    const found = filterCustomers(records.searchable().toReversed(), query, knobs());
    return { customers: pageOf(found, query).map((customer) => toAnswer(customer)) };
  });
  app.get(`${PATH}/count`, async () => ({ count: records.searchable().length }));
  app.get<ById>(`${PATH}/:id`, async ({ params }) => ({
    customer: toAnswer(findCustomer(params.id, state)),
  }));
}

/** @throws ShopError 404. */
export function findCustomer(id: string, { records }: ShoplazzaState): ShoplazzaCustomer {
  const customer = records.get(id);
  if (customer === undefined) throw customerNotFound();
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
