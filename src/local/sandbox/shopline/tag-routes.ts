import type { FastifyInstance } from 'fastify';
import { isRecord } from '../../../util/is-record.ts';
import { isTextList } from '../../json.ts';
import { flag, problemsOf, parameterReader } from '../parameters.ts';
import { onlyWithdraws } from '../update-rules.ts';
import { toAnswer } from './answer.ts';
import { patchTags, tagsWithinLimit } from './apply.ts';
import { type ShoplineCustomer, toShoplineTime } from './customer.ts';
import { customerNotFound, forbidden, invalid } from './dialect.ts';
import { type ShoplineState, wrongTagLength } from './rules.ts';

interface ById {
  readonly Params: { readonly id: string };
}

/** The paths of tags and subscriptions. */
export function addTagRoutes(app: FastifyInstance, { records, knobs, now }: ShoplineState): void {
  const read = (id: string): ShoplineCustomer => {
    const customer = records.get(id);
    if (customer === undefined) throw customerNotFound();
    return customer;
  };
  const write = (customer: ShoplineCustomer, isSilent = false): ShoplineCustomer =>
    records.put({ ...customer, ...(!isSilent && { updated_at: toShoplineTime(now()) }) });

  app.patch<ById>('/v1/customers/:id/tags', async ({ body, params }) => {
    const customer = read(params.id);
    const mode = isRecord(body) ? body['update_mode'] : undefined;
    if (mode !== 'add' && mode !== 'remove') throw invalid(['update_mode must be add or remove']);
    const tags = patchTags(customer.tags, readTags(body, mode === 'add'), mode);
    return { tags: write({ ...customer, tags }).tags };
  });
  app.put<ById>('/v1/customers/:id/tags', async ({ body, params }) => {
    if (knobs().tokenKind !== 'app') throw forbidden('Only app tokens may set tags');
    const customer = read(params.id);
    const tags = tagsWithinLimit(customer.tags, readTags(body, true));
    return { tags: write({ ...customer, tags }).tags };
  });
  app.put<ById>('/v1/customers/:id/subscriptions', async ({ body, params }) => {
    const customer = read(params.id);
    const input = isRecord(body) ? body : {};
    const problems = problemsOf(input, { email: flag, sms: flag });
    if (problems.length > 0) throw invalid(problems);
    const flags = parameterReader(input);
    return toAnswer(
      write(
        {
          ...customer,
          is_subscribed_marketing_email: flags.flag(
            'email',
            customer.is_subscribed_marketing_email,
          ),
          is_subscribed_marketing_sms: flags.flag('sms', customer.is_subscribed_marketing_sms),
        },
        !knobs().updatedAtOnUnsubscribe && onlyWithdraws(input, ['email', 'sms']),
      ),
      knobs(),
    );
  });
}

/** @throws ShopError 422: no list, or (with `checkLength`) a tag of the wrong length. */
function readTags(body: unknown, checkLength: boolean): readonly string[] {
  const tags = isRecord(body) ? body['tags'] : undefined;
  if (!isTextList(tags)) throw invalid(['tags must be a list of strings']);
  const problem = checkLength ? wrongTagLength(tags) : undefined;
  if (problem !== undefined) throw invalid([`tags ${problem}`]);
  return tags;
}
