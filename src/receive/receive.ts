import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Senders } from '../delivery/stores-port.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import type { DeliveryLine, StorePublicSource, StoreSource } from '../generated/types.ts';
import type { Queue } from '../message/queue-port.ts';
import { headersOf } from '../sources/custom/headers.ts';
import { signatureHeader } from '../sources/verify/schemes.ts';
import { readEvents } from '../sources/tools/standard-webhooks.ts';
import { nextTraceParent } from '../telemetry/trace-parent.ts';
import { hasSecretAddress, publicFormOf, refusalOf } from './access.ts';
import * as answers from './answers.ts';
import {
  handshake,
  type ReceiveReport,
  type ReceiveResult,
  refused,
  tooLarge,
  toReceiveReport,
  toUnavailable,
  withHeaders,
} from './answers.ts';
import * as custom from './custom-answers.ts';
import { deliveryCopy } from './delivery-message.ts';
import { excessOf } from './form-check.ts';
import * as handshakes from './handshakes.ts';
import type { VerifyLine } from './line-token.ts';
import * as publicForm from './public-form.ts';
import { foreignIntegration, jsonField, type ReceiveRequest, toRequest } from './request.ts';
import type { Turnstile } from './turnstile.ts';

export interface ReceiveDeps {
  readonly senders: Senders;
  readonly queue: Queue;
  /** The public base address, without a slash at its end. */
  readonly publicUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly turnstile: Turnstile;
  readonly verifyLine: VerifyLine;
  readonly report: (report: ReceiveReport) => void;
}

/** Never rejects. */
export type Receive = (event: Partial<APIGatewayProxyEventV2>) => Promise<answers.WebhookAnswer>;

/** Verifies a webhook, puts the whole delivery on the queue, and answers only after the queue has confirmed it. */
export const createReceive =
  (deps: ReceiveDeps): Receive =>
  async (event) => {
    const startedAt = deps.now();
    const foreign = foreignIntegration(event);
    const request = toRequest(foreign === undefined ? event : {});
    const result = foreign
      ? wrongIntegration(foreign)
      : await answerTo(request, deps).catch(toUnavailable);
    deps.report(toReceiveReport(request, result, deps.now() - startedAt));
    return result.answer;
  };

/** The operator has put another service before the function. @param why free of values. */
const wrongIntegration = (why: string): ReceiveResult => ({
  outcome: 'unavailable',
  why,
  misconfigured: true,
  answer: answers.serviceUnavailable({ detail: `This relay cannot read the request: ${why}.` }),
});

async function answerTo(request: ReceiveRequest, deps: ReceiveDeps): Promise<ReceiveResult> {
  switch (request.method) {
    case 'POST':
      return post(request, deps);
    case 'OPTIONS':
      return handshake(
        handshakes.answerCloudEvents(request) ??
          handshakes.answerPreflight(request, await sourceOf(request, deps)),
      );
    case 'GET':
    case 'HEAD':
      return get(request, deps);
    default: {
      const why = 'the method is not allowed';
      return { outcome: 'refused', why, answer: answers.methodNotAllowed() };
    }
  }
}

/** Largest delivery, in bytes. With its headers it still fits into one message. */
const MAX_BODY_BYTES = 1_000_000;

async function post(request: ReceiveRequest, deps: ReceiveDeps): Promise<ReceiveResult> {
  if (request.body.length > MAX_BODY_BYTES) return tooLarge(MAX_BODY_BYTES);
  const config = await sourceOf(request, deps);
  const tool = config && { tool: config.tool };
  const why = refusalOf(request, config, { publicUrl: deps.publicUrl, now: deps.now() });
  const { store, source } = request;
  if (why !== undefined || !config || store === undefined || source === undefined) {
    return { ...tool, ...refused(why ?? 'the address is incomplete') };
  }
  const form = publicFormOf(config);
  const result = await take({ ...request, store, source, form }, config, deps).catch(toUnavailable);
  // Also after an error: the page's script may read every answer except a refusal.
  const forPage = form ? withHeaders(result, publicForm.corsHeaders(request, form)) : result;
  return { ...tool, ...forPage };
}

/** The configuration of the source in the address; undefined if there is none. @throws WaitError it cannot be read. */
async function sourceOf(
  { store, source }: ReceiveRequest,
  { senders }: Pick<ReceiveDeps, 'senders'>,
): Promise<StoreSource | undefined> {
  if (store === undefined || source === undefined) return undefined;
  return senders.find(store, source);
}

/** A request whose store and source exist. */
interface KnownRequest extends ReceiveRequest {
  readonly store: string;
  readonly source: string;
  /** The configuration of a public form. */
  readonly form: StorePublicSource | undefined;
  /** The user of LINE whose token was in the form. */
  readonly line?: DeliveryLine;
}

/** Checks the content of an allowed delivery and puts it on the queue. */
async function take(
  request: KnownRequest,
  config: StoreSource,
  deps: Pick<ReceiveDeps, 'queue' | 'newId' | 'now' | 'turnstile' | 'verifyLine'>,
): Promise<ReceiveResult> {
  if (isTest(request, config)) return handshake(answers.nothingToStore());
  const rejected = checkNative(request, config) ?? checkSize(request, config);
  if (rejected !== undefined) return rejected;
  const id = deps.newId();
  const { form } = request;
  if (!form) return keep(request, config, { ...deps, id });
  const checked = await publicForm.checkPost(request, { form, config }, { ...deps, id });
  return 'outcome' in checked ? checked : keep({ ...request, ...checked }, config, { ...deps, id });
}

/** Whether a genuine request only tests the address. */
function isTest({ body }: ReceiveRequest, { tool }: StoreSource): boolean {
  if (tool === 'mailchimp') return body.length === 0;
  if (tool === 'line') {
    const events = jsonField(body, 'events');
    return Array.isArray(events) && events.length === 0;
  }
  return tool === 'square' && /(?:^|\.)test_notification$/.test(String(jsonField(body, 'type')));
}

/** The owner of a backend can correct its events, so their errors are answered at once. Other tools cannot react. */
function checkNative(request: KnownRequest, config: StoreSource): ReceiveResult | undefined {
  if (config.tool !== 'standard-webhooks') return undefined;
  try {
    return readEvents(request, config).length > 0 ? undefined : handshake(answers.nothingToStore());
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const answer = answers.unprocessable(error.message, error.issues);
    return { outcome: 'invalid', why: error.message, answer };
  }
}

/** Tools that post the fields of a form. */
const FORM_TOOLS = new Set(['html-form', 'jotform', 'mailchimp', 'activecampaign']);

/** No tool corrects a form of so many fields or levels, so it is not stored. */
function checkSize(request: KnownRequest, config: StoreSource): ReceiveResult | undefined {
  const excess = FORM_TOOLS.has(config.tool) ? excessOf(request, config) : undefined;
  if (excess === undefined) return undefined;
  const why = `the form ${excess.expected}`;
  const answer = answers.unprocessable(why, [excess], 'The form is too large');
  return { outcome: 'invalid', why, answer };
}

async function keep(
  request: KnownRequest,
  config: StoreSource,
  { queue, newId, now, id }: Pick<ReceiveDeps, 'queue' | 'newId' | 'now'> & { readonly id: string },
): Promise<ReceiveResult> {
  const { store, source, form, line } = request;
  const { traceId, text: traceparent } = nextTraceParent(request.headers['traceparent'], newId);
  const secret = hasSecretAddress(config) ? request.secret : undefined;
  const arrival = {
    id,
    store,
    source,
    at: now(),
    traceparent,
    keeps: headersOf(config),
    signatureHeader: signatureHeader(config),
    line,
  };
  const copy = deliveryCopy({ ...request, secret }, arrival);
  if (copy === undefined) return tooLarge(MAX_BODY_BYTES);
  let messageId = '';
  const confirmed = await queue.send([copy], (_, sentAs) => (messageId = sentAs));
  if (!confirmed.has(copy.key)) throw new WaitError('the queue did not confirm the delivery');
  const answer = form
    ? publicForm.formAccepted(request, form, id)
    : (custom.answerPost(request, config) ?? answers.accepted(id));
  return { outcome: 'accepted', id, messageId, trace: traceId, answer };
}

/**
 * Some tools test an address before they use it. The answer is always yes, so it does not reveal which sources exist. A
 * custom source can say what its tool expects.
 */
async function get(
  request: ReceiveRequest,
  deps: Pick<ReceiveDeps, 'senders'>,
): Promise<ReceiveResult> {
  const question = handshakes.hubQuestion(request);
  const found = sourceOf(request, deps);
  // A mere test of the address is answered also while the configuration cannot be read.
  const config = await (question ? found : found.catch(() => undefined));
  const own = config && custom.answerGet(request, config);
  if (own) return { tool: config.tool, ...own };
  if (question === undefined) return handshake(answers.empty(200));
  const answer = handshakes.answerHub(question, config);
  return answer ? handshake(answer) : refused('the verify token or the challenge is wrong');
}
