import type { GoogleFormsDelivery } from '../../generated/types.ts';
import { validateGoogleFormsDelivery } from '../../generated/sources-validators.js';
import { type Answer, isAnswered } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { known, skipped } from '../read/found.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

/** Google Forms through the script in `docs/sources/google-forms.gs`. `fields` name a question by its title. */
export const googleForms: Source = { tool: 'google-forms', trust: 'anonymous', read };

function read({ body, headers }: Delivery, context: SourceContext): readonly Found[] {
  return readPosted(validateGoogleFormsDelivery, readJsonBody(body), {}, (posted) =>
    readResponse(posted, { context, headers }),
  );
}

function readResponse(
  posted: GoogleFormsDelivery,
  { context, headers }: { readonly context: SourceContext; readonly headers: Delivery['headers'] },
): readonly Found[] {
  const { type, timestamp, data: response } = posted;
  const id = headers['webhook-id'] ?? response.responseId ?? timestamp;
  if (type !== 'form.response') return [skipped(id, 'is no form.response')];
  const asked = Object.entries(response.namedValues ?? {}).map(toAnswer);
  if (asked.every((answer) => !isAnswered(answer)) && !response.respondentEmail) {
    return [skipped(id, 'is a response without any answer')];
  }
  const signup = toSignupData([...asked, ...respondent(response.respondentEmail)], context);
  const time = timeOfText(timestamp);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup }];
}

const toAnswer = ([title, values]: [string, unknown]): Answer => ({
  refs: [title],
  names: [title],
  kind: 'text',
  texts: toTexts(values),
});

/** The account that filled in the form, where the form collects it: after an e-mail that was asked for. */
const respondent = (email: string | null | undefined): readonly Answer[] => [
  { refs: ['respondentEmail'], names: [], kind: 'email', texts: toTexts(email) },
];
