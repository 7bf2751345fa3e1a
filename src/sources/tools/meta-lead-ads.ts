import type { MetaLead, MetaLeadAdsDelivery } from '../../generated/types.ts';
import {
  validateMetaLead,
  validateMetaLeadAdsDelivery,
} from '../../generated/sources-validators.js';
import { metaFetcher } from '../fetch/meta-lead-ads.ts';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { hashOf, known, readEach, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfSeconds, timeOfText } from '../read/times.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';

type Entry = NonNullable<MetaLeadAdsDelivery['entry']>[number];
type Change = NonNullable<Entry['changes']>[number];

/**
 * Leads of Meta's instant forms. The webhook names them by id; the answers are the Graph API's. `fields` name a question by
 * its key, or a box of the disclaimer by its key: its answer is `ticked`.
 *
 * @see https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
 */
export const metaLeadAds: Source = {
  tool: 'meta-lead-ads',
  trust: 'anonymous',
  fetcherOf: () => metaFetcher,
  read,
};

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const json = readJsonBody(delivery.body);
  return readPosted(validateMetaLeadAdsDelivery, json, {}, ({ object, entry }) => {
    if (object !== 'page') return [skipped(hashOf(json), 'it is not about a page')];
    const changes = (entry ?? []).flatMap(({ changes: all }) => all ?? []);
    return readEach(changes, (change) => readChange(change, delivery, context), idOf);
  });
}

/** Ids are digits, and longer than a number can hold. */
const ID = /^\d{1,40}$/;

const idOf = (change: Change): string => String(change.value?.leadgen_id ?? hashOf(change));

function readChange(
  change: Change,
  { answers }: Pick<Delivery, 'answers'>,
  context: SourceContext,
): Found {
  const { field, value } = change;
  const id = String(value?.leadgen_id ?? '');
  if (field !== 'leadgen') return skipped(hashOf(change), 'it is not about a lead');
  if (!ID.test(id)) return skipped(hashOf(change), 'it names no lead');
  const answer = answers?.get(id);
  if (answer === undefined) return { kind: 'reference', id, reference: id };
  const [found] = readPosted(validateMetaLead, readJsonBody(Buffer.from(answer)), {}, (lead) => [
    readLead(id, lead, { createdAt: timeOfSeconds(value?.created_time), context }),
  ]);
  return found ?? skipped(id, 'the lead is empty');
}

interface LeadContext {
  /** As the webhook says it. */
  readonly createdAt: string | undefined;
  readonly context: SourceContext;
}

function readLead(id: string, lead: MetaLead, { createdAt, context }: LeadContext): Found {
  const asked = lead.field_data.map(toAnswer);
  if (asked.some(({ texts }) => texts.some(isDummy))) return skipped(id, 'is a test lead of Meta');
  const boxes = (lead.custom_disclaimer_responses ?? []).map(toBox);
  const time = timeOfText(lead.created_time) ?? createdAt;
  const signup = toSignupData([...asked, ...boxes], context);
  return { kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup };
}

type Field = MetaLead['field_data'][number];
type Box = NonNullable<MetaLead['custom_disclaimer_responses']>[number];

/** Meta's own names for its standard questions. Own questions have a key that the form's author sees. */
const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['email', 'email'],
  ['work_email', 'email'],
  ['phone_number', 'phone'],
  ['work_phone_number', 'phone'],
  ['date_of_birth', 'date'],
]);

const toAnswer = ({ name, values }: Field): Answer => ({
  refs: [name],
  names: [name],
  kind: KINDS.get(name.toLowerCase()) ?? 'text',
  texts: toTexts(
    (values ?? []).map((value) => (typeof value === 'boolean' ? String(value) : value)),
  ),
});

/** No word of a plain yes: the words beside the box are not sent, so it grants only where `fields` list this answer. */
const TICKED = 'ticked';

const toBox = ({ checkbox_key: key, is_checked: isChecked }: Box): Answer => ({
  refs: [key ?? ''],
  names: [],
  kind: 'text',
  texts: isChecked === true || String(isChecked) === '1' ? [TICKED] : [],
});

/** Meta's testing tool fills every field so: `<test lead: dummy data for email>`. */
const isDummy = (text: string): boolean => text.startsWith('<test lead: dummy data for ');
