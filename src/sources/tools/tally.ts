import type { TallyDelivery } from '../../generated/types.ts';
import { validateTallyDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

type Field = NonNullable<NonNullable<TallyDelivery['data']>['fields']>[number];

/**
 * Tally's `FORM_RESPONSE`. `fields` name a question by its `key`, or by its label where the form has that label once.
 *
 * @see https://tally.so/help/webhooks
 */
export const tally: Source = { tool: 'tally', trust: 'anonymous', read };

function read({ body }: Delivery, context: SourceContext): readonly Found[] {
  const posted = validate(
    validateTallyDelivery,
    readJsonBody(body),
    'invalid_delivery',
    'the delivery',
  );
  const { eventId: id, eventType, data: response } = posted;
  if (eventType !== 'FORM_RESPONSE') return [skipped(id, 'is no FORM_RESPONSE')];
  const fields = response?.fields ?? [];
  const signup = toSignupData(
    fields.map((field) => toAnswer(field, fields)),
    context,
  );
  const time = timeOfText(response?.createdAt);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup }];
}

function toAnswer(field: Field, all: readonly Field[]): Answer {
  const { key, type, value, options } = field;
  const label = field.label?.trim() ?? '';
  const kind = KINDS.get(type) ?? 'text';
  const names = type === 'HIDDEN_FIELDS' ? [] : [label];
  const base = { refs: [key, label], names, kind, wording: label };
  const isOnlyOption = options?.length === 1 || groupOf(field, all)?.options?.length === 1;
  // One option of a group of boxes has a field of its own beside the group's.
  if (typeof value === 'boolean') {
    const group = groupOf(field, all);
    const option = group?.options?.find(({ id }) => key === `${group.key}_${id}`);
    const wording = option?.text?.trim() || label;
    return { ...base, kind: 'box', texts: [], isYes: value, isOnlyOption, wording };
  }
  const texts = new Map(options?.map((option) => [option.id, option.text]));
  const given = toTexts(value);
  const isOfOptions = kind === 'boxes' || kind === 'choice';
  const chosen = given.map((one) => texts.get(one) ?? (isOfOptions && isId(one) ? undefined : one));
  const words = toTexts(chosen);
  const unnamedOptions = given.length - words.length;
  return { ...base, texts: words, isOnlyOption, ...(unnamedOptions > 0 && { unnamedOptions }) };
}

/** The question that a field of one option belongs to: `question_x` of `question_x_<option id>`. */
const groupOf = ({ key }: Field, all: readonly Field[]): Field | undefined =>
  all.find((other) => other.key !== key && key.startsWith(`${other.key}_`));

/** Ids of options come without their words at times. They are UUIDs, as Tally's documentation shows them. */
const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text.trim());

const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['INPUT_EMAIL', 'email'],
  ['INPUT_PHONE_NUMBER', 'phone'],
  ['INPUT_DATE', 'date'],
  ['CHECKBOXES', 'boxes'],
  ['MULTIPLE_CHOICE', 'choice'],
  ['DROPDOWN', 'choice'],
  ['MULTI_SELECT', 'boxes'],
]);
