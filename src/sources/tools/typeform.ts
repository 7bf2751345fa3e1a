import type { TypeformDelivery, TypeformQuestion } from '../../generated/types.ts';
import { validateTypeformDelivery } from '../../generated/sources-validators.js';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

type Response = NonNullable<TypeformDelivery['form_response']>;
type Question = Pick<TypeformQuestion, 'id' | 'title' | 'choices' | 'allow_other_choice'> & {
  readonly subfield_key?: string | null;
};
/** A question that may hold others: contact info, a group, contact info in a group. */
type QuestionGroup = Question & {
  readonly properties?: { readonly fields?: readonly QuestionGroup[] | null } | null;
};
type TypeformAnswer = NonNullable<Response['answers']>[number];

/**
 * Typeform's `form_response`. `fields` name a question by its `ref`, or its id, or a hidden field by its name.
 *
 * @see https://www.typeform.com/developers/webhooks/example-payload/
 */
export const typeform: Source = { tool: 'typeform', trust: 'anonymous', read };

function read({ body }: Delivery, context: SourceContext): readonly Found[] {
  return readPosted(validateTypeformDelivery, readJsonBody(body), {}, (posted) =>
    readResponse(posted, context),
  );
}

function readResponse(posted: TypeformDelivery, context: SourceContext): readonly Found[] {
  const { event_id: id, event_type: type, form_response: response } = posted;
  if (type !== 'form_response') return [skipped(id, 'is no form_response')];
  if (!response?.submitted_at) return [skipped(id, 'is a response that was not submitted')];
  if (isTest(id, response)) return [skipped(id, 'is a test of Typeform')];
  const signup = toSignupData(answersOf(response), context);
  const time = timeOfText(response.submitted_at);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup }];
}

/** A test delivery has the event's id as its token, and was opened and submitted at the same time. */
const isTest = (id: string, { token, landed_at: landedAt, submitted_at: at }: Response): boolean =>
  token === id && Date.parse(landedAt ?? '') === Date.parse(at ?? '');

function answersOf({ answers, hidden, definition }: Response): readonly Answer[] {
  const questions = new Map(
    (definition?.fields ?? []).flatMap(questionsIn).map((question) => [question.id, question]),
  );
  const asked = (answers ?? []).map((answer) => toAnswer(answer, questions.get(answer.field.id)));
  const passed = Object.entries(hidden ?? {}).map(([name, value]): Answer => ({
    refs: [name],
    names: [],
    kind: 'text',
    texts: toTexts(value),
  }));
  return [...asked, ...passed];
}

const questionsIn = (question: QuestionGroup): readonly Question[] => [
  question,
  ...(question.properties?.fields ?? []).flatMap(questionsIn),
];

/** Titles hold recalled answers, so `fields` cannot name them. A title counts if the whole of it is a common name. */
function toAnswer(answer: TypeformAnswer, question: Question | undefined): Answer {
  const { ref, id } = answer.field;
  const title = question?.title ?? undefined;
  const kind = KINDS.get(answer.type) ?? 'text';
  const names = [ref ?? '', title ?? '', question?.subfield_key ?? ''];
  const base = { refs: [ref ?? id, id], names, kind, wording: title };
  if (answer.type === 'boolean') {
    return { ...base, texts: [], ...known({ isYes: answer.boolean ?? undefined }) };
  }
  const isOnlyOption = question?.choices?.length === 1 && question.allow_other_choice !== true;
  return { ...base, ...textsOf(answer), isOnlyOption };
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
function textsOf(answer: TypeformAnswer): Pick<Answer, 'texts' | 'typed'> {
  const { choice, choices, email, phone_number: phone, date, text, number, url } = answer;
  const { file_url: file } = answer;
  if (choice) return { texts: toTexts(choice.label), typed: toTexts(choice.other) };
  if (choices) return { texts: toTexts(choices.labels), typed: toTexts(choices.other) };
  return { texts: toTexts([email, phone, date, text, number, url, file]) };
}
