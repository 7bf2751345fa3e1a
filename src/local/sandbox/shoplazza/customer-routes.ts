import type { FastifyInstance } from 'fastify';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { JsonObject } from '../../json.ts';
import type { OmittedConsent, PerChannel } from '../knobs.ts';
import type { Query } from '../parameters.ts';
import { onlyWithdraws, readUpdate } from '../update-rules.ts';
import { success, toAnswer } from './answer.ts';
import { createdCustomer, updatedCustomer } from './apply.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import { invalid, notFound, prefixOf, taken } from './dialect.ts';
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
  const toRow = (customer: ShoplazzaCustomer): JsonObject => toAnswer(customer, version, knobs());
  const say = (customer: ShoplazzaCustomer): JsonObject =>
    success({ customer: toRow(customer) }, version);
  app.post(path, async ({ body }, reply) => {
    const customer = createdCustomer(checkCreate(body, version), now(), knobs());
    const kind = takenKind(customer, state);
    if (kind) throw taken(version, knobs().duplicateAnswers[kind]);
    return await reply.code(knobs().createStatus).send(say(records.put(customer)));
  });
  app.put<ById>(`${path}/:id`, async ({ body, params }) => {
    const before = findCustomer(params.id, state, version);
    const input = readBody(checkUpdate(body, version), knobs(), version);
    const isSilent = !knobs().updatedAtOnUnsubscribe && onlyWithdraws(input, CONSENTS);
    const omitted = omittedRule(knobs(), version);
    const after = updatedCustomer(before, input, now(), { ...knobs(), omitted });
    return say(records.put(isSilent ? { ...after, updated_at: before.updated_at } : after));
  });
  app.get<{ Querystring: Query }>(path, async ({ query }) => {
    const all = records.searchable().toReversed();
    const found = filterCustomers(all, query, { knobs: knobs(), version });
    return success(pageOf(found, query, { version, name: 'customers', toRow }), version);
  });
  app.get(`${path}/count`, async () => success({ count: records.searchable().length }, version));
  app.get<ById>(`${path}/:id`, async ({ params }) => say(findCustomer(params.id, state, version)));
}

/** The consents that an update can hold. */
const CONSENTS: readonly string[] = ['accepts_marketing', 'accepts_sms_marketing'];

/** @throws ShopError the knobs refuse `null` or an empty text. */
function readBody(given: JsonObject, knobs: ShoplazzaKnobs, version: ShoplazzaVersion): JsonObject {
  const { body, refused } = readUpdate(given, knobs);
  if (refused.length > 0)
    throw invalid(
      refused.map((name) => `${name} is invalid`),
      version,
    );
  return body;
}

/** What an update does with a consent that it omits. */
const omittedRule = (
  { updateConsentDefault: rule }: ShoplazzaKnobs,
  version: ShoplazzaVersion,
): PerChannel<OmittedConsent> =>
  rule === 'documented' ? version.omittedConsent.update === 'granted' : rule;

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

/** The contact that another customer has, primary or not, of those that are unique. */
function takenKind(
  customer: ShoplazzaCustomer,
  { records, knobs }: ShoplazzaState,
): 'email' | 'phone' | undefined {
  const { unique, uniqueEmailCase, emailCase } = knobs();
  const letters = { emailCase: uniqueEmailCase === 'as_search' ? emailCase : uniqueEmailCase };
  return (['email', 'phone'] as const).find((kind) => {
    const own = customer[kind];
    const isSame = (other: string | null): boolean =>
      own !== null && other !== null && comparable(own, letters) === comparable(other, letters);
    const isUnique = unique === true || unique === kind;
    return isUnique && records.all().some((other) => isSame(other[kind]));
  });
}
