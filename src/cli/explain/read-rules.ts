import type { FetchRecords } from '../../consume/fetch-records.ts';
import type { Part } from '../../consume/prepared.ts';
import { senderOf, type Senders, type Stores } from '../../delivery/stores-port.ts';
import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../../generated/types.ts';
import { validateDelivery } from '../../generated/validators.js';
import { answersIn } from '../../sources/fetch/fetcher.ts';
import { referencesOf } from '../../sources/form/field-references.ts';
import { type LookedUp, textsIn } from '../../sources/custom/look-up.ts';
import type { Delivery, Found, FoundSignup, Source, SourceContext } from '../../sources/source.ts';
import { SOURCES } from '../../sources/sources.ts';
import type { ReadPerson } from '../../sources/tools/custom.ts';
import { type CustomReading, readingsOf } from './custom-reading.ts';
import type { ExplainedReading } from './explained.ts';
import { type Origin, type Origins, originsOf } from './origins.ts';

/** How the signups of one source are read. */
export interface Rules {
  /** The origin of a field, and the rule that found it. */
  readonly of: (path: string) => { readonly from: Origin; readonly rule: string };
  /** The source of a webhook; absent for a direct event. */
  readonly config?: StoreSource;
  /** Results of the source: the words of unclear answers, and the tool's names of the fields. */
  readonly found?: Pick<FoundSignup, 'unclear' | 'fields' | 'trust'>;
  /** What a custom source reads, and what it does not. */
  readonly reading?: ExplainedReading;
}

/** One entry for each signup of the event, or one for all. None if the event could not be read. */
export async function readRules(
  event: Event,
  {
    parts,
    stores,
    senders,
    fetchRecords,
  }: {
    readonly parts: readonly Part[];
    readonly stores: Stores;
    readonly senders: Senders;
    readonly fetchRecords?: FetchRecords;
  },
): Promise<readonly Rules[]> {
  if (event.type !== 'webhook.delivered') return [{ of: ofTheEvent }];
  const opened = await openSource(event, {
    stores,
    senders,
    ...(fetchRecords && { fetchRecords }),
  });
  if (opened === undefined) return [];
  const { delivery, context, source } = opened;
  const { config } = context;
  if (config.tool === 'custom') return readingsOf(delivery, context).map(customRules(config));
  if (!parts.some((part) => 'signup' in part)) return [];
  const found = source.read(delivery, context);
  return originsOf(delivery, { source, context }).map((origins, at): Rules => {
    const of: Rules['of'] = (path) =>
      (origins.of.has(path) ? undefined : ruleOfLine(path, delivery)) ??
      ruleOf(path, config, origins);
    const one = found[at];
    return one?.kind === 'signup' ? { of, config, found: one } : { of, config };
  });
}

interface OpenedSource {
  readonly delivery: Delivery;
  readonly context: SourceContext;
  readonly source: Source;
}

/** Undefined where store, source or delivery cannot be read: the parts say why. */
async function openSource(
  event: Event,
  {
    stores,
    senders,
    fetchRecords,
  }: {
    readonly stores: Stores;
    readonly senders: Senders;
    readonly fetchRecords?: FetchRecords;
  },
): Promise<OpenedSource | undefined> {
  try {
    const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
    const store = await stores.get(stored.store);
    const config = await senderOf(store, stored, senders);
    const source = config && SOURCES.get(config.tool);
    if (config === undefined || source === undefined) return undefined;
    const context = { config, country: config.country ?? store.country };
    const delivery = toDelivery(stored);
    const fetcher = source.fetcherOf?.(config);
    const found = fetcher && fetchRecords ? source.read(delivery, context) : [];
    const records = found.flatMap((one) => (one.kind === 'reference' ? [one.reference] : []));
    if (fetcher === undefined || fetchRecords === undefined || records.length === 0)
      return { delivery, context, source };
    const name = `${stored.store}/${stored.source}`;
    const asked = { records, fetcher, config, store, name, lowPriority: false, waitingSince: 0 };
    const answers = answersIn(await fetchRecords(asked));
    return { delivery: { ...delivery, answers }, context, source };
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

const customRules =
  (config: StoreSource) =>
  ({ reading, read }: CustomReading): Rules => {
    const found = read?.found.kind === 'signup' ? read.found : undefined;
    return {
      of: (path) => (read ? customRuleOf(path, read) : { from: { place: '?' }, rule: '?' }),
      config,
      reading,
      ...(found && { found }),
    };
  };

/** The place of a field, and whether a pointer, a label, a header or a constant gave it. */
function customRuleOf(path: string, { found, fields, when }: ReadPerson): RuledField {
  const key = configuredPath(path);
  const tag = /^customer\.tags\.(\d+)$/.exec(path)?.[1];
  const field =
    fields.find((one) => one.path === key) ??
    fields.find((one) => one.path === key.replace(/\.text$/, '')) ??
    fields.find((one) => withoutNumber(one.path) === withoutNumber(key));
  const from = tag === undefined ? field?.from[0] : fromOfTag(Number(tag), found, fields);
  // A refusal by `when` has no field of its own.
  if (from === undefined) return { from: { place: when?.place ?? '?' }, rule: 'when' };
  return { from: { place: from.place }, rule: from.rule };
}

/** The value that a tag is a part of. */
function fromOfTag(at: number, found: Found, fields: ReadPerson['fields']): LookedUp | undefined {
  const text = found.kind === 'signup' ? found.data.customer.tags?.[at] : undefined;
  const all = fields.filter(({ path }) => /^tags\b/.test(path)).flatMap(({ from }) => from);
  return all.find(({ value }) => textsIn(value).some((one) => one.includes(text ?? ''))) ?? all[0];
}

/** `customer.tags.0` is `tags` to a configuration, and `consent.email.state` is `consent.email`. */
const configuredPath = (path: string): string =>
  path
    .replace(/^customer\./, '')
    .replace(/^tags\.\d+$/, 'tags')
    .replace(/\.(?:state|at)$/, '');

/** No value of a signup depends on the time of receipt. */
const toDelivery = (stored: StoredDelivery): Delivery => {
  const { store, source, headers, body, bodyBase64, line } = stored;
  const bytes = Buffer.from(body ?? bodyBase64 ?? '', body === undefined ? 'base64' : 'utf8');
  return { store, source, headers, receivedAt: 0, body: bytes, ...(line && { line }) };
};

/** Tools with free forms: the relay must find out the meaning of each question. */
const FORM_TOOLS: ReadonlySet<string> = new Set(
  'html-form typeform tally jotform google-forms surveycake meta-lead-ads'.split(' '),
);

/** Fields that `matchAnswers` can find by type. */
const TYPED: ReadonlySet<string> = new Set(
  'customer.email customer.phone customer.birthday'.split(' '),
);

interface RuledField {
  readonly from: Origin;
  readonly rule: string;
}

/** What the ID token of a LINE user can state, by path into the signup. */
const LINE_CLAIMS: ReadonlyMap<string, 'userId' | 'email' | 'name'> = new Map([
  ['customer.email', 'email'],
  ['customer.name', 'name'],
  ['customer.externalId', 'userId'],
]);

function ruleOfLine(path: string, { line }: Delivery): RuledField | undefined {
  const claim = LINE_CLAIMS.get(path);
  if (claim === undefined || line?.[claim] === undefined) return undefined;
  return { from: { place: `line.${claim}` }, rule: 'the ID token of LINE' };
}

/** Each field of a canonical event comes from the same field. */
const ofTheEvent = (path: string): RuledField => ({
  from: { place: `data.${path}` },
  rule: 'the event',
});

/** The origin of a field, and the rule of `matchAnswers` or of the tool's source that found it. */
function ruleOf(path: string, { tool, fields = {} }: StoreSource, origins: Origins): RuledField {
  const origin = origins.of.get(path);
  if (!FORM_TOOLS.has(tool)) {
    return { from: origin ?? { place: tool }, rule: 'fixed by the tool' };
  }
  const key = path.replace(/^customer\./, '').replace(/\.(?:state|at)$/, '');
  const configured = configuredFor(key, referencesOf(fields), origin);
  if (configured !== undefined) {
    const [name, reference] = configured;
    return { from: { place: origin?.place ?? reference, reference }, rule: `fields: ${name}` };
  }
  const isByType = TYPED.has(path) && (origins.byType.has(path) || isTyped(tool, path, origin));
  return { from: origin ?? { place: tool }, rule: isByType ? 'default: type' : 'default: name' };
}

/**
 * The entry of `fields` for a key. Numbers are compared last: the signup leaves out empty addresses, and tags have numbers
 * in the signup only. The text of a consent can come from the entry of the consent.
 */
function configuredFor(
  key: string,
  fields: Readonly<Record<string, string>>,
  origin: Origin | undefined,
): readonly [string, string] | undefined {
  const entries = Object.entries(fields);
  const names = [key, key.replace(/\.text$/, '')];
  const exact = names.map((name) => entries.find(([path]) => path === name)).find(Boolean);
  if (exact !== undefined && !key.startsWith('tags')) return exact;
  const like = entries.filter(([path]) => withoutNumber(path) === withoutNumber(key));
  return like.find(([, reference]) => isFrom(reference, origin)) ?? exact ?? like[0];
}

const withoutNumber = (path: string): string => path.replace(/\.\d+/, '');

const isFrom = (reference: string, origin: Origin | undefined): boolean =>
  origin !== undefined &&
  (origin.reference === reference || `.${origin.place}.`.includes(`.${reference}.`));

/** These tools send no type, but the form of the answer shows it. */
function isTyped(tool: string, path: string, origin: Origin | undefined): boolean {
  if (tool === 'jotform')
    return path === 'customer.phone' && /\.(?:full|phone|area)$/.test(origin?.place ?? '');
  return tool === 'google-forms' && origin?.place === 'data.respondentEmail';
}
