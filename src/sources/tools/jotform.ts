import { validateJotformDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { toSignupData } from '../form/fields.ts';
import { parseForm } from '../read/form-body.ts';
import { skipped } from '../read/found.ts';
import { jotformAnswers } from '../jotform-answers.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';

/**
 * Jotform's submission: a form whose field `rawRequest` is JSON. `fields` name a question by its number (`q4`), which
 * stays when the form is edited, by its unique name (`email`), or by both (`q4_email`); parts follow a dot (`q3.first`).
 *
 * @see https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/
 */
export const jotform: Source = { tool: 'jotform', read };

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const parts = Object.fromEntries(parseForm(delivery).map(({ name, value }) => [name, value]));
  const { submissionID, rawRequest } = parts;
  const answers = rawRequest === undefined ? undefined : readJsonBody(Buffer.from(rawRequest));
  const posted = validate(
    validateJotformDelivery,
    { submissionID, rawRequest: answers },
    'invalid_delivery',
    'the delivery',
  );
  // An edited submission keeps its number and is another event.
  const event = posted.rawRequest.event_id;
  const id = event ? `${posted.submissionID}/${event}` : posted.submissionID;
  if (isTrue(posted.rawRequest['preview'])) return [skipped(id, 'is a preview of the form')];
  const data = toSignupData(jotformAnswers(posted.rawRequest), context);
  return [{ kind: 'signup', type: 'customer.signed_up', id, data }];
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';
