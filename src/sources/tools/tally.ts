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
export const tally: Source = { tool: 'tally', read };

function read({ body }: Delivery, context: SourceContext): readonly Found[] {
  const posted = validate(
    validateTallyDelivery,
    readJsonBody(body),
    'invalid_delivery',
    'the delivery',
  );
  const { eventId: id, eventType, data: response } = posted;
  if (eventType !== 'FORM_RESPONSE') return [skipped(id, 'is no FORM_RESPONSE')];
  const data = toSignupData((response?.fields ?? []).map(toAnswer), context);
  const time = timeOfText(response?.createdAt);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), data }];
}

function toAnswer(field: Field): Answer {
  const { key, type, value, options } = field;
  const label = field.label?.trim() ?? '';
  const kind = KINDS.get(type) ?? 'text';
  const names = type === 'HIDDEN_FIELDS' ? [] : [label];
  const base = { refs: [key, label], names, kind, wording: label };
  // One option of a group of boxes has a field of its own beside the group's.
  if (typeof value === 'boolean') return { ...base, kind: 'box', texts: [], isYes: value };
  const texts = new Map(options?.map((option) => [option.id, option.text]));
  const chosen = toTexts(value).map((one) => (options ? texts.get(one) : one));
  return { ...base, texts: toTexts(chosen) };
}

const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['INPUT_EMAIL', 'email'],
  ['INPUT_PHONE_NUMBER', 'phone'],
  ['INPUT_DATE', 'date'],
  ['CHECKBOXES', 'boxes'],
  ['MULTIPLE_CHOICE', 'choice'],
  ['DROPDOWN', 'choice'],
  ['MULTI_SELECT', 'boxes'],
]);
