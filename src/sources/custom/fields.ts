import { readEmail } from '../../event/email.ts';
import { RejectedError } from '../../event/errors.ts';
import { readPhone } from '../../event/phone.ts';
import type {
  DeliveryField,
  DeliveryReference,
  SourceDelivery,
  StoreSource,
} from '../../generated/types.ts';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { pathOfName } from '../form/field-names.ts';
import { MAX_ELEMENTS } from '../read/found.ts';
import { toTexts } from '../read/texts.ts';
import { entriesOf, memberOf } from '../../util/is-record.ts';
import type { FoundSignup, SourceContext } from '../source.ts';
import { listed, type LookedUp, type LookUp, textsIn } from './look-up.ts';
import { pointerText } from './pointer.ts';

/** A path of the signup, with the values that its references found. */
export interface FoundField {
  readonly path: string;
  readonly from: readonly LookedUp[];
  /** A value of another type, where no reference finds a text: an object, `true`. */
  readonly wrong?: LookedUp;
}

const TAGS = /^tags(?:\.\d+)?$/;
const CONSENT = /^consent\.(?:email|sms)$/;

/** The references of a field; those of a consent without its lists. */
export const referencesIn = (field: DeliveryField): readonly DeliveryReference[] =>
  typeof field === 'object' && 'field' in field && field.field !== undefined
    ? listed<DeliveryReference>(field.field)
    : listed(field as DeliveryReference | readonly DeliveryReference[]);

/**
 * What each field reads. The first reference that is not empty counts. Tags take all of them, and so does a consent: a no
 * must not get lost behind a yes.
 */
export function fieldsIn(settings: SourceDelivery, look: LookUp): readonly FoundField[] {
  const own = Object.entries(settings.fields ?? {}).map(([path, field]) => {
    const references = referencesIn(field);
    if (CONSENT.test(path)) return { path, from: references.flatMap(look.raw).filter(isThere) };
    const found = references.flatMap((one) => look.all(one).filter(({ value }) => hasWords(value)));
    const wrong = found.length > 0 ? undefined : references.flatMap(look.raw).find(isWrong);
    const from = TAGS.test(path) ? found : found.slice(0, 1);
    return wrong === undefined ? { path, from } : { path, from, wrong };
  });
  const found = new Set(own.flatMap(({ path, from }) => (from.length > 0 ? [path] : [])));
  // A path that is named twice would be read twice.
  const named = commonFields(settings, look).filter(({ path }) => !found.has(path));
  const paths = new Set(named.map(({ path }) => path));
  return [...own.filter(({ path }) => !paths.has(path)), ...named];
}

const ADDRESS = /^addresses\.0\./;

/** The answers whose names are common; the first of each. A city or a country alone is no address. */
function commonFields({ commonNames, fields = {} }: SourceDelivery, look: LookUp): FoundField[] {
  if (commonNames === undefined) return [];
  const found = new Map<string, FoundField>();
  for (const { name, answer } of namedAnswers(commonNames, look)) {
    const path = pathOfName(name);
    if (path === undefined || CONSENT.test(path) || found.has(path)) continue;
    if (hasWords(answer.value)) found.set(path, { path, from: [answer] });
  }
  const hasLine = found.has('addresses.0.line1') || Object.hasOwn(fields, 'addresses.0.line1');
  return [...found.values()].filter(({ path }) => hasLine || !ADDRESS.test(path));
}

interface NamedAnswer {
  readonly name: string;
  readonly answer: LookedUp;
}

function namedAnswers(
  names: Exclude<SourceDelivery['commonNames'], undefined>,
  look: LookUp,
): readonly NamedAnswer[] {
  const [scope, member] = typeof names === 'string' ? [names, undefined] : [names.in, names];
  return look.raw(scope).flatMap(({ value, place }) =>
    entriesOf(value)
      .slice(0, MAX_ELEMENTS)
      .flatMap(([key, entry]) => {
        const name = member === undefined ? key : memberOf(entry, member.name);
        const answer = member === undefined ? entry : memberOf(entry, member.value);
        if (typeof name !== 'string') return [];
        const at = place + pointerText(member === undefined ? [key] : [key, member.value]);
        return [{ name, answer: { value: answer, rule: 'common name' as const, place: at } }];
      }),
  );
}

/** `false` and an empty list are how tools write that there is nothing. */
const isWrong = ({ value }: LookedUp): boolean =>
  value === true || entriesOf(value).some(([, inner]) => inner !== null && inner !== '');

/** `true` is no name and no e-mail. */
const hasWords = (value: unknown): boolean => toTexts(value).length > 0;

const isThere = ({ value }: LookedUp): boolean => value !== null && value !== '';

type SignupData = Pick<FoundSignup, 'data' | 'unclear' | 'fields' | 'leftOut' | 'flaw'>;

/**
 * The data of a signup, read as the answers of a form are: names, phones, birthdays, consents by the same rules.
 *
 * @throws RejectedError `invalid_delivery` when `fields` name a place that no signup has.
 */
export function dataOf(found: readonly FoundField[], context: SourceContext): SignupData {
  const answers: Answer[] = [];
  const fields: Record<string, NonNullable<StoreSource['fields']>[string]> = {};
  const places: Record<string, string> = {};
  const add = (path: string, answer: Omit<Answer, 'refs' | 'names'>, place: string): void => {
    answers.push({ refs: [path], names: [], ...answer });
    fields[path] = path;
    places[TAGS.test(path) ? 'tags' : path] ??= place;
  };
  const all = context.config.delivery as SourceDelivery | undefined;
  let tags = 0;
  for (const { path, from } of found) {
    const [first] = from;
    if (first === undefined) {
      // A path that no signup has is refused also where it finds nothing.
      fields[path] = path;
    } else if (TAGS.test(path)) {
      for (const { value, rule, place } of from) {
        const kind = Array.isArray(value) || rule === 'constant' ? 'boxes' : 'text';
        add(`tags.${(tags += 1)}`, { kind, texts: toTexts(value) }, place);
      }
    } else if (CONSENT.test(path)) {
      add(path, consentAnswer(from), first.place);
      // Without lists no answer counts: the plain words of forms are not for an unknown tool.
      const { granted = [], denied = [] } = listsIn(all?.fields?.[path]);
      fields[path] = { field: path, granted: [...granted], denied: [...denied] };
    } else add(path, { kind: 'text', texts: toTexts(first.value) }, first.place);
  }
  const read = toSignupData(answers, { ...context, config: { ...context.config, fields } });
  const unclear = read.unclear?.map((one) => ({ ...one, field: places[one.field] ?? one.field }));
  return { ...read, ...(unclear && { unclear }), ...wrongIn(found), fields: places };
}

/** What has another type costs only its field; where the store refuses such signups, it is the reason. */
function wrongIn(found: readonly FoundField[]): Pick<FoundSignup, 'leftOut' | 'flaw'> {
  const paths = found.flatMap(({ path, wrong }) => (wrong ? [path.replace(TAGS, 'tags')] : []));
  if (paths.length === 0) return {};
  const detail = `the delivery has no text for ${paths.join(', ')}: correct \`fields\` of the source`;
  return {
    leftOut: paths.map((path) => ({ path, rule: 'wrong_form' })),
    flaw: { error: new RejectedError('invalid_delivery', detail), isFatal: false },
  };
}

/** Every text of a question. A value that has none, such as an object, was said and is unclear. */
function consentAnswer(
  from: readonly LookedUp[],
): Pick<Answer, 'kind' | 'texts' | 'unnamedOptions'> {
  const texts = from.flatMap(({ value }) => textsIn(value));
  const isObject = (one: unknown): boolean => typeof one === 'object' && one !== null;
  const unnamedOptions = from.filter(({ value }) => [value].flat(3).some(isObject)).length;
  return { kind: 'text', texts, ...(unnamedOptions > 0 && { unnamedOptions }) };
}

/** The answers that count; without lists none does. */
export function listsIn(field: DeliveryField | undefined): {
  readonly granted?: readonly string[];
  readonly denied?: readonly string[];
} {
  if (typeof field !== 'object' || Array.isArray(field)) return {};
  const { granted, denied } = field as { granted?: string[]; denied?: string[] };
  return { ...(granted && { granted }), ...(denied && { denied }) };
}

/** The fields that say by what contact a refusal goes; everything else stays where it is. */
export const OF_REFUSALS = /^(?:email|phone|phone\.callingCode|consent\.(?:email|sms))$/;

/**
 * A refusal with the contact of its channel and nothing else: another field must not hold it back. A contact that cannot be
 * used makes room for the other one.
 */
export function refusalDataOf(
  found: readonly FoundField[],
  channels: readonly ('email' | 'sms')[],
  context: SourceContext,
): Pick<FoundSignup, 'data' | 'fields'> {
  const { data, fields = {} } = dataOf(
    found.filter(({ path }) => OF_REFUSALS.test(path)),
    context,
  );
  const also = (['email', 'sms'] as const).filter(
    (channel) => data.consent?.[channel]?.state === 'denied',
  );
  const denied = [...new Set([...channels, ...also])];
  const { email, phone } = data.customer;
  const { country } = context;
  const canMail = typeof email === 'string' && readEmail(email) !== undefined;
  const canCall = typeof phone === 'string' && readPhone(phone, { country }) !== undefined;
  const byEmail = denied.includes('email') ? canMail || !canCall : !canCall && canMail;
  const byPhone = denied.includes('sms') ? canCall || !canMail : !canMail && canCall;
  return {
    fields,
    data: {
      customer: {
        ...(byEmail && email !== undefined && { email }),
        ...(byPhone && phone !== undefined && { phone }),
      },
      consent: Object.fromEntries(denied.map((channel) => [channel, { state: 'denied' }])),
    },
  };
}
