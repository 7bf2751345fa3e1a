import type { FastifyInstance } from 'fastify';
import type { JsonObject, Query } from '../json.ts';
import { readerOf } from '../read.ts';
import { toAnswer } from './answer.ts';
import { applyBody } from './apply.ts';
import { blankCustomer, type ShoplineCustomer } from './customer.ts';
import { customerNotFound, invalid } from './errors.ts';
import type { ShoplineKnobs } from './knobs.ts';
import { notificationsOf, type ShoplineNotification } from './notifications.ts';
import { project } from './projection.ts';
import { checkCreate, checkUpdate, type ShoplineState } from './rules.ts';
import { toShoplineTime } from './time.ts';

/** Create and update. @param notify is told what a real shop would have sent. */
export function addWriteRoutes(
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
    return await reply.code(knobs().createStatus).send(project(toAnswer(customer), query));
  });
  app.put<{ Querystring: Query; Params: { id: string } }>(
    '/v1/customers/:id',
    async ({ body, query, params }) => {
      const before = records.get(params.id);
      if (before === undefined) throw customerNotFound();
      const input = checkUpdate(body, state);
      const customer = { ...applyBody(before, input, knobs()), updated_at: toShoplineTime(now()) };
      refuseTaken(customer, state);
      records.put(customer);
      return project({ ...toAnswer(customer), info_reward_triggered: false }, query);
    },
  );
}

function newCustomer(input: JsonObject, { knobs, now }: ShoplineState): ShoplineCustomer {
  const body = readerOf(input);
  const general = body.flag('is_accept_marketing', knobs().consentDefault);
  const blank: ShoplineCustomer = {
    ...blankCustomer(now()),
    is_accept_marketing: general,
    is_subscribed_marketing_email: general,
    is_subscribed_marketing_sms: general,
    created_by: body.text('created_by', 'openapi'),
    created_by_channel_id: body.textOrNull('created_by_channel_id', null),
    registered_by: body.text('registered_by', 'openapi'),
    registered_by_channel_id: body.textOrNull('registered_by_channel_id', null),
    credit_balance: body.flag('is_allow_welcome_credit', false) ? knobs().welcomeCredit : 0,
  };
  return applyBody(blank, input, knobs());
}

function refuseTaken(customer: ShoplineCustomer, { records, knobs }: ShoplineState): void {
  if (knobs().unique && isTaken(customer, records.all(), knobs())) {
    throw invalid(['email or mobile_phone is already used']);
  }
}

/** Whether another customer has the e-mail or the mobile number. */
function isTaken(
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
