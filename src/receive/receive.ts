import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RejectedError, WaitError } from '../event/errors.ts';
import type { StoreSource } from '../generated/types.ts';
import type { Queue } from '../message/queue-port.ts';
import type { Stores } from '../delivery/stores-port.ts';
import { readEvents } from '../sources/tools/standard-webhooks.ts';
import { nextTraceParent } from '../telemetry/trace-parent.ts';
import type { Turnstile } from './turnstile.ts';
import { refusalOf } from './access.ts';
import * as answers from './answers.ts';
import { deliveryCopy } from './delivery-message.ts';
import * as handshakes from './handshakes.ts';
import { acceptedAs, screenPublic } from './public-form.ts';
import {
  handshake,
  type ReceiveReport,
  type ReceiveResult,
  refused,
  tooLarge,
  toReceiveReport,
  toUnavailable,
  withHeaders,
} from './result.ts';
import { type ReceiveRequest, toRequest } from './request.ts';

export interface ReceiveDeps {
  readonly stores: Pick<Stores, 'get'>;
  readonly queue: Queue;
  /** The public base address, without a slash at its end. */
  readonly publicUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly turnstile: Turnstile;
  readonly report: (report: ReceiveReport) => void;
}

/** Never rejects. */
export type Receive = (event: Partial<APIGatewayProxyEventV2>) => Promise<answers.Answer>;

/** A delivery may have so many bytes; with its headers and its place it then still fits into a message. */
const MAX_BODY_BYTES = 1_000_000;

/** Webhooks: verify, put the whole delivery on the queue, see it confirmed, and only then say so. */
export const createReceive =
  (deps: ReceiveDeps): Receive =>
  async (event) => {
    const startedAt = deps.now();
    const request = toRequest(event);
    const result = await answerTo(request, deps).catch(toUnavailable);
    deps.report(toReceiveReport(request, result, deps.now() - startedAt));
    return result.answer;
  };

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
    default:
      return { outcome: 'refused', why: 'the method', answer: answers.methodNotAllowed() };
  }
}

/** Tools look whether an address exists before they use it. It says yes to everybody, and so tells nothing. */
async function get(request: ReceiveRequest, deps: ReceiveDeps): Promise<ReceiveResult> {
  const question = handshakes.hubQuestion(request);
  if (question === undefined) return handshake(answers.empty(200));
  const answer = handshakes.answerHub(question, await sourceOf(request, deps));
  return answer ? handshake(answer) : refused('the verify token or the challenge');
}

async function post(request: ReceiveRequest, deps: ReceiveDeps): Promise<ReceiveResult> {
  if (request.body.length > MAX_BODY_BYTES) return tooLarge(MAX_BODY_BYTES);
  const config = await sourceOf(request, deps);
  const tool = config && { tool: config.tool };
  const why = refusalOf(request, config, { publicUrl: deps.publicUrl, now: deps.now() });
  const { store, source } = request;
  if (why !== undefined || !config || store === undefined || source === undefined) {
    return { ...tool, ...refused(why ?? 'the address') };
  }
  const result = await take({ ...request, store, source }, config, deps).catch(toUnavailable);
  return { ...tool, ...withHeaders(result, handshakes.corsHeaders(request, config)) };
}

/** A request whose place is known to exist. */
interface PlacedRequest extends ReceiveRequest {
  readonly store: string;
  readonly source: string;
}

/** What becomes of a delivery that was let in. */
async function take(
  request: PlacedRequest,
  config: StoreSource,
  deps: ReceiveDeps,
): Promise<ReceiveResult> {
  if (handshakes.isTrial(request, config)) return handshake(answers.nothingToStore());
  const early = checkNative(request, config) ?? (await screenPublic(request, config, deps));
  return early ?? keep(request, config, deps);
}

/** The configuration of the source in the address; undefined where there is none. @throws WaitError it cannot be read. */
async function sourceOf(
  { store, source }: ReceiveRequest,
  { stores }: ReceiveDeps,
): Promise<StoreSource | undefined> {
  if (store === undefined || source === undefined) return undefined;
  try {
    const { sources = {} } = await stores.get(store);
    return Object.hasOwn(sources, source) ? sources[source] : undefined;
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

/** An own backend learns at once what is wrong with its event; the other tools could do nothing about it. */
function checkNative(
  posted: Parameters<typeof readEvents>[0],
  config: StoreSource,
): ReceiveResult | undefined {
  if (config.tool !== 'standard-webhooks') return undefined;
  try {
    return readEvents(posted, config).length > 0 ? undefined : handshake(answers.nothingToStore());
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const answer = answers.unprocessable(error.message, error.issues);
    return { outcome: 'invalid', why: error.message, answer };
  }
}

async function keep(
  request: PlacedRequest,
  config: StoreSource,
  { queue, newId, now }: ReceiveDeps,
): Promise<ReceiveResult> {
  const { store, source } = request;
  const id = newId();
  const { traceId, text: traceparent } = nextTraceParent(request.headers['traceparent'], newId);
  const copy = deliveryCopy(request, { id, store, source, at: now(), traceparent });
  if (copy === undefined) return tooLarge(MAX_BODY_BYTES);
  let messageId = '';
  const confirmed = await queue.send([copy], (_, sentAs) => (messageId = sentAs));
  if (!confirmed.has(copy.key)) throw new WaitError('the queue did not confirm the delivery');
  const answer = acceptedAs(request, config, id);
  return { outcome: 'accepted', id, messageId, trace: traceId, answer };
}
