import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RejectedError } from '../event/errors.ts';
import { isJsonBody, parseForm } from '../sources/read/form-body.ts';
import { isRecord, memberOf } from '../util/is-record.ts';

/** A request to a webhook address, with the exact bytes of its body. */
export interface ReceiveRequest {
  readonly method: string;
  /** From the address; absent if it cannot be the name of a store. */
  readonly store: string | undefined;
  /** From the address; absent if it cannot be the name of a source. */
  readonly source: string | undefined;
  /** The part of the address after the source. */
  readonly secret: string | undefined;
  /** As sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An address can hold any text. Only a text of this form reaches a log, a parameter's name or a message. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * What is wrong with the event of another integration than an HTTP API with payload format 2.0; `undefined` where
 * nothing is. Requests are not read from such an event: it has other fields, or lacks the names in the address.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function foreignIntegration(event: unknown): string | undefined {
  const context = memberOf(event, 'requestContext');
  if (isRecord(memberOf(context, 'elb'))) {
    return 'a load balancer sent this event; use an API Gateway HTTP API, payload format 2.0';
  }
  if (memberOf(event, 'version') === '1.0') {
    return 'the event has payload format 1.0; set PayloadFormatVersion of the HTTP API integration to 2.0';
  }
  if (typeof memberOf(event, 'httpMethod') === 'string') {
    return 'a REST API sent this event; use an API Gateway HTTP API, payload format 2.0';
  }
  const hasNames = isRecord(memberOf(event, 'pathParameters'));
  return memberOf(event, 'routeKey') === '$default' && !hasNames
    ? 'the event names no store and source; use an HTTP API with the route POST /webhooks/{store}/{source}'
    : undefined;
}

/** Reads API Gateway's event. A missing field counts as empty, although API Gateway sends all of them. */
export function toRequest(event: Partial<APIGatewayProxyEventV2>): ReceiveRequest {
  const { store, source, secret } = event.pathParameters ?? {};
  return {
    method: event.requestContext?.http?.method ?? '',
    store: nameOf(store),
    source: nameOf(source),
    secret: secret === '' ? undefined : secret,
    query: event.rawQueryString ?? '',
    headers: Object.fromEntries(
      Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
      ),
    ),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const nameOf = (text: string | undefined): string | undefined =>
  typeof text === 'string' && NAME.test(text) ? text : undefined;

/**
 * The text of one field of a posted form: urlencoded, multipart or JSON (`group.name` within a group). The texts of a
 * repeated field are joined. Empty if the field is missing or the body cannot be read; consume reports such a body.
 */
export function postedField(request: ReceiveRequest, name: string): string {
  if (isJsonBody(request)) return textOf(jsonField(request.body, name));
  try {
    return parseForm(request)
      .filter((entry) => entry.name.replace(/\[\]$/, '') === name)
      .map(({ value }) => value)
      .join('');
  } catch (error) {
    if (error instanceof RejectedError) return '';
    throw error;
  }
}

/** A field at the top of a JSON body, or in a group (`group.name`). Undefined for a body that is not JSON. */
export function jsonField(body: Buffer, name: string): unknown {
  const value = parsedJson(body);
  return memberOf(value, name) ?? name.split('.').reduce(memberOf, value);
}

/** The value of a JSON body; undefined for a body that is not JSON. */
export function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** One level only: a list in a list cannot be the text of a field. */
const textOf = (value: unknown): string =>
  [value]
    .flat()
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .join('');
