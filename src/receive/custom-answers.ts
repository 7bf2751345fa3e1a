import { RejectedError } from '../event/errors.ts';
import type { StoreSource } from '../generated/types.ts';
import { textAt } from '../sources/custom/pointer.ts';
import { parseForm } from '../sources/read/form-body.ts';
import { asRecord, isRecord } from '../util/is-record.ts';
import { hasSecretAddress, isSecret, refuseBySecret } from './access.ts';
import {
  echo,
  empty,
  handshake,
  configuredJson,
  type ReceiveResult,
  refused,
  type WebhookAnswer,
} from './answers.ts';
import { parsedJson, type ReceiveRequest } from './request.ts';

/** What may be returned to a sender: visible ASCII on one line, as plain text. */
const SAFE = /^[ -~]{1,500}$/;

/**
 * The answer to a GET, as the `handshake` of a custom source says. Total for any configuration, because `receive` does not
 * check `delivery`.
 *
 * @returns undefined where the source says nothing about it, or the request asks nothing.
 */
export function answerGet(request: ReceiveRequest, config: StoreSource): ReceiveResult | undefined {
  const { echo: parameter, token, text } = asRecord(partOf(config, 'handshake'));
  const query = new URLSearchParams(request.query);
  const challenge = typeof parameter === 'string' ? query.get(parameter) : text;
  if (typeof challenge !== 'string') return undefined;
  const secrets = config.secrets ?? [];
  const isAllowed =
    (!hasSecretAddress(config) || refuseBySecret(request.secret, secrets) === undefined) &&
    (typeof token !== 'string' || isSecret(query.get(token) ?? undefined, secrets));
  return isAllowed && SAFE.test(challenge)
    ? handshake(echo(challenge))
    : refused('the secret, the verify token or the challenge is wrong');
}

/** The answer to a stored post, as the `answer` of a custom source says. */
export function answerPost(
  request: ReceiveRequest,
  config: StoreSource,
): WebhookAnswer | undefined {
  const answer = partOf(config, 'answer');
  if (answer === undefined) return undefined;
  const { status, text, json, echo: pointer } = asRecord(answer);
  const statusCode = STATUSES.find((one) => one === status) ?? 200;
  const challenge = typeof pointer === 'string' ? postedText(request, pointer, config) : undefined;
  if (challenge !== undefined) return { ...echo(challenge), statusCode: 200 };
  if (statusCode === 204) return empty(204);
  if (typeof text === 'string' && SAFE.test(text)) return { ...echo(text), statusCode };
  return isRecord(json) ? configuredJson(statusCode, json) : empty(statusCode);
}

const STATUSES = [200, 201, 202, 204] as const;

const partOf = ({ tool, delivery }: StoreSource, name: string): unknown =>
  tool === 'custom' ? delivery?.[name] : undefined;

/** The text of a post at a pointer, if it is safe to return. */
function postedText(
  request: ReceiveRequest,
  pointer: string,
  config: StoreSource,
): string | undefined {
  const body = partOf(config, 'body') ?? 'json';
  const root = body === 'json' ? parsedJson(request.body) : formOf(request);
  const text = textAt(root, pointer);
  return text !== undefined && SAFE.test(text) ? text : undefined;
}

function formOf(request: ReceiveRequest): unknown {
  try {
    return Object.fromEntries(parseForm(request).map(({ name, value }) => [name, value]));
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}
