import type { TypeformDelivery } from '../../generated/types.ts';
import { validateTypeformDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

type Response = NonNullable<TypeformDelivery['form_response']>;
type TypeformAnswer = NonNullable<Response['answers']>[number];

/**
 * Typeform's `form_response`. `fields` name a question by its `ref`, or its id, or a hidden field by its name.
 *
 * @see https://www.typeform.com/developers/webhooks/example-payload/
 */
export const typeform: Source = { tool: 'typeform', read };

function read({ body }: Delivery, context: SourceContext): readonly Found[] {
  const posted = validate(
    validateTypeformDelivery,
    readJsonBody(body),
    'invalid_delivery',
    'the delivery',
  );
  const { event_id: id, event_type: type, form_response: response } = posted;
  if (type !== 'form_response') return [skipped(id, 'is no form_response')];
  if (!response?.submitted_at) return [skipped(id, 'is a response that was not submitted')];
  const data = toSignupData(answersOf(response), context);
  const time = timeOfText(response.submitted_at);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), data }];
}

function answersOf({ answers, hidden, definition }: Response): readonly Answer[] {
  const titles = new Map(definition?.fields?.map(({ id, title }) => [id, title]));
  const asked = (answers ?? []).map((answer) => toAnswer(answer, titles.get(answer.field.id)));
  const passed = Object.entries(hidden ?? {}).map(([name, value]): Answer => ({
    refs: [name],
    names: [],
    kind: 'text',
    texts: toTexts(value),
  }));
  return [...asked, ...passed];
}

/** Titles hold recalled answers, so `fields` cannot name them; a title that is a common name as a whole is one. */
function toAnswer(answer: TypeformAnswer, title: string | undefined): Answer {
  const { ref, id } = answer.field;
  const kind = KINDS.get(answer.type) ?? 'text';
  const base = { refs: [ref ?? id, id], names: [ref ?? '', title ?? ''], kind, wording: title };
  return answer.type === 'boolean'
    ? { ...base, texts: [], ...known({ isYes: answer.boolean }) }
    : { ...base, texts: textsOf(answer) };
}

const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['email', 'email'],
  ['phone_number', 'phone'],
  ['date', 'date'],
  ['choice', 'choice'],
  ['choices', 'boxes'],
  ['boolean', 'yes-no'],
]);

/** Every answer has one member that is named after its type. */
function textsOf(answer: TypeformAnswer): readonly string[] {
  const { choice, choices, email, phone_number: phone, date, text, number, url } = answer;
  if (choice) return toTexts([choice.label, choice.other]);
  if (choices) return toTexts([...(choices.labels ?? []), choices.other]);
  return toTexts([email, phone, date, text, number, url]);
}
