import type { FastifyInstance } from 'fastify';
import { isRecord } from '../../../util/is-record.ts';
import type { JsonObject } from '../../json.ts';
import { omittedConsent, onlyWithdraws, perChannel, readUpdate } from '../update-rules.ts';
import { type Query, parameterReader } from '../parameters.ts';
import { project, toAnswer } from './answer.ts';
import { applyBody } from './apply.ts';
import { blankCustomer, type ShoplineCustomer, toShoplineTime } from './customer.ts';
import { customerNotFound, invalid, duplicateRefusal } from './dialect.ts';
import type { ShoplineKnobs } from './knobs.ts';
import { notificationsOf, type ShoplineNotification } from './notifications.ts';
import { checkCreate, checkUpdate, type ShoplineState } from './rules.ts';
import { listCustomers, matchesSearch, toPage } from './search.ts';

/** All paths of customers except tags and subscriptions. @param notify receives the messages that a real shop would send. */
export function addCustomerRoutes(
  app: FastifyInstance,
  state: ShoplineState,
  notify: (notifications: readonly ShoplineNotification[]) => void,
): void {
  addReadRoutes(app, state);
  addWriteRoutes(app, state, notify);
}

/** Create and update. */
function addWriteRoutes(
  app: FastifyInstance,
  state: ShoplineState,
  notify: (notifications: readonly ShoplineNotification[]) => void,
): void {
  const { records, knobs, now } = state;
  app.post<{ Querystring: Query }>('/v1/customers', async ({ body, query }, reply) => {
    const input = checkCreate(body, state);
    const customer = newCustomer(input, state);
    refuseTaken(customer, state);
    records.put(customer);
    notify(notificationsOf(customer, input));
    return await reply.code(knobs().createStatus).send(project(toAnswer(customer, knobs()), query));
  });
  app.put<{ Querystring: Query; Params: { id: string } }>(
    '/v1/customers/:id',
    async ({ body, query, params }) => {
      const before = records.get(params.id);
      if (before === undefined) throw customerNotFound();
      const input = checkUpdate(readBody(body, knobs()), state);
      const isSilent = !knobs().updatedAtOnUnsubscribe && onlyWithdraws(input, CONSENTS);
      const customer = {
        ...applyBody(before, { ...omittedConsents(before, knobs()), ...input }, knobs(), knobs()),
        updated_at: isSilent ? before.updated_at : toShoplineTime(now()),
      };
      refuseTaken(customer, state);
      records.put(customer);
      return project({ ...toAnswer(customer, knobs()), info_reward_triggered: false }, query);
    },
  );
}

/** The consents that an update can hold. */
const CONSENTS: readonly string[] = [
  'is_accept_marketing',
  'is_subscribed_marketing_email',
  'is_subscribed_marketing_sms',
];

function omittedConsents(
  before: ShoplineCustomer,
  { updateConsentDefault: rule }: ShoplineKnobs,
): JsonObject {
  const { is_subscribed_marketing_email: email, is_subscribed_marketing_sms: sms } = before;
  return {
    is_subscribed_marketing_email: omittedConsent(email, perChannel(rule, 'email')),
    is_subscribed_marketing_sms: omittedConsent(sms, perChannel(rule, 'sms')),
  };
}

/** @throws ShopError the knobs refuse `null` or an empty text. */
function readBody(given: unknown, knobs: ShoplineKnobs): JsonObject {
  const { body, refused } = readUpdate(isRecord(given) ? given : {}, knobs);
  if (refused.length > 0) throw invalid(refused.map((name) => `${name} must not be blank`));
  return body;
}

function newCustomer(input: JsonObject, { knobs, now }: ShoplineState): ShoplineCustomer {
  const body = parameterReader(input);
  const omitted = knobs().consentDefault;
  const general = (channel: 'email' | 'sms'): boolean =>
    body.flag('is_accept_marketing', perChannel(omitted, channel));
  const blank: ShoplineCustomer = {
    ...blankCustomer(now()),
    is_accept_marketing: general('email'),
    is_subscribed_marketing_email: general('email'),
    is_subscribed_marketing_sms: general('sms'),
    created_by: body.text('created_by', 'openapi'),
    created_by_channel_id: body.textOrNull('created_by_channel_id', null),
    registered_by: body.text('registered_by', 'openapi'),
    registered_by_channel_id: body.textOrNull('registered_by_channel_id', null),
    credit_balance: body.flag('is_allow_welcome_credit', false) ? knobs().welcomeCredit : 0,
  };
  return applyBody(blank, input, knobs());
}

function refuseTaken(customer: ShoplineCustomer, { records, knobs }: ShoplineState): void {
  const kind = takenKind(customer, records.all(), knobs());
  if (kind === undefined) return;
  const answer = knobs().duplicateAnswers[kind];
  throw answer ? duplicateRefusal(answer) : invalid(['email or mobile_phone is already used']);
}

/** The contact that another customer has, of those that are unique. */
function takenKind(
  customer: ShoplineCustomer,
  others: readonly ShoplineCustomer[],
  { emailCase, uniqueEmailCase, unique }: ShoplineKnobs,
): 'email' | 'phone' | undefined {
  const letters = uniqueEmailCase === 'as_search' ? emailCase : uniqueEmailCase;
  const emailOf = ({ email }: ShoplineCustomer): string | undefined =>
    letters === 'ignore' ? email?.toLowerCase() : (email ?? undefined);
  const mobileOf = (one: ShoplineCustomer): string | undefined =>
    one.mobile_phone === null
      ? undefined
      : `${one.mobile_phone_country_calling_code} ${one.mobile_phone}`;
  return (['email', 'phone'] as const).find((kind) => {
    const read = kind === 'email' ? emailOf : mobileOf;
    const own = read(customer);
    const isUnique = unique === true || unique === kind;
    return (
      isUnique &&
      own !== undefined &&
      others.some((other) => other.id !== customer.id && read(other) === own)
    );
  });
}

/** Search, list and read; tiers, custom fields and the token's owner. */
function addReadRoutes(app: FastifyInstance, { records, knobs }: ShoplineState): void {
  app.get<{ Querystring: Query }>('/v1/customers/search', async ({ query }) => {
    const found = records
      .searchable()
      .filter((customer) => matchesSearch(customer, query, knobs()));
    return toPage(found.toReversed(), query, knobs());
  });
  app.get<{ Querystring: Query }>('/v1/customers', async ({ query }) => {
    const { page: _page, ...others } = query;
    const found = listCustomers(records.searchable(), query);
    return toPage(found, query['previous_id'] === undefined ? query : others, knobs());
  });
  app.get<{ Querystring: Query; Params: { id: string } }>(
    '/v1/customers/:id',
    async ({ query, params }) => {
      const customer = records.get(params.id);
      if (customer === undefined) throw customerNotFound();
      return project(toAnswer(customer, knobs()), query);
    },
  );
  app.delete<{ Params: { id: string } }>('/v1/customers/:id', async ({ params }, reply) => {
    if (!records.remove(params.id)) throw customerNotFound();
    return await reply.code(204).send();
  });
  app.get('/v1/membership_tiers', async () => knobs().tiers);
  app.get('/v1/custom_fields', async () =>
    knobs().customFields.map(({ field_id, name_translations }) => ({
      type: 'text',
      name_translations,
      hint_translations: {},
      field_id,
    })),
  );
  app.get('/v1/token/info', async () => TOKEN_INFO);
}

const TOKEN_INFO = {
  staff: {
    _id: '5f0000000000000000000001',
    email: 'staff@example.com',
    locale_code: 'en',
    name: 'Sandbox staff',
  },
  merchant: {
    _id: '5f0000000000000000000002',
    email: 'owner@example.com',
    handle: 'sandbox',
    name: 'Sandbox',
  },
};
