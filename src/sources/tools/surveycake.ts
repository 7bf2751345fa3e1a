import type { SurveyCakeSubmission } from '../../generated/types.ts';
import {
  validateSurveyCakeDelivery,
  validateSurveyCakeSubmission,
} from '../../generated/sources-validators.js';
import { surveycakeFetcher } from '../fetch/surveycake.ts';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { isJsonBody } from '../read/form-body.ts';
import { known } from '../read/found.ts';
import { readFlatForm, readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';

/**
 * Submissions of SurveyCake's forms. The webhook names form and submission; the answers are fetched and decrypted. `fields`
 * name a question by its number (`sn`), which stays when the form changes, or by its words.
 *
 * @see https://github.com/SurveyCake/webhook
 */
export const surveycake: Source = {
  tool: 'surveycake',
  trust: 'anonymous',
  fetcherOf: () => surveycakeFetcher,
  read,
};

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const posted = isJsonBody(delivery) ? readJsonBody(delivery.body) : readFlatForm(delivery.body);
  return readPosted(validateSurveyCakeDelivery, posted, {}, ({ svid, hash }) => {
    const record = `${svid}/${hash}`;
    const answer = delivery.answers?.get(record);
    if (answer === undefined) return [{ kind: 'reference', id: hash, reference: record }];
    return readPosted(
      validateSurveyCakeSubmission,
      readJsonBody(Buffer.from(answer)),
      {},
      (submission) => [readSubmission(hash, submission, context)],
    );
  });
}

/** SurveyCake writes times as the clocks of Taiwan show them. */
const HOME = 'Asia/Taipei';

function readSubmission(
  id: string,
  { submitTime, result }: SurveyCakeSubmission,
  context: SourceContext,
): Found {
  const time = timeOfText(submitTime, context.config.timeZone ?? HOME);
  const signup = toSignupData(result.map(toAnswer), context);
  return { kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup };
}

const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['CHOICEONE', 'choice'],
  ['CHOICEMULTI', 'boxes'],
  ['PICKFROM', 'boxes'],
  ['DATEPICKER', 'date'],
]);

/** The form's other options are not sent. So a chosen one grants only where it says yes, or where `fields` list it. */
const toAnswer = ({
  subject,
  type,
  sn,
  answer,
  otherAnswer,
}: SurveyCakeSubmission['result'][number]): Answer => ({
  refs: [String(sn), subject ?? ''],
  names: [subject ?? ''],
  kind: KINDS.get(type ?? '') ?? 'text',
  texts: toTexts(answer ?? []),
  typed: toTexts((otherAnswer ?? []).map((one) => (isRecord(one) ? Object.values(one) : one))),
  wording: subject ?? undefined,
});
