import type { StoreSource } from '../generated/types.ts';
import { isAllowedOrigin, isSecret, publicFormOf } from './access.ts';
import { echo, empty, type WebhookAnswer } from './answers.ts';
import { corsHeaders } from './public-form.ts';
import type { ReceiveRequest } from './request.ts';

/** The question when an address is subscribed by Meta's protocol. */
export interface HubQuestion {
  readonly token: string;
  readonly challenge: string;
}

/** Undefined if the query is not such a question. */
export function hubQuestion({ query }: ReceiveRequest): HubQuestion | undefined {
  const parameters = new URLSearchParams(query);
  const token = parameters.get('hub.verify_token');
  const challenge = parameters.get('hub.challenge');
  const isSubscribe = parameters.get('hub.mode') === 'subscribe';
  return isSubscribe && token !== null && challenge !== null ? { token, challenge } : undefined;
}

/**
 * Returns the challenge if the token is one of the source's secrets; undefined otherwise. Meta's leads have a token of their
 * own: it travels in an address, which is logged on its way, and the app secret must not.
 */
export function answerHub(
  { token, challenge }: HubQuestion,
  config: StoreSource | undefined,
): WebhookAnswer | undefined {
  const { tool, secrets = [], verifyToken } = config ?? {};
  const tokens = tool === 'meta-lead-ads' ? [verifyToken ?? ''].filter(Boolean) : secrets;
  const isKnown = isSecret(token, tokens);
  return isKnown && /^[ -~]{1,500}$/.test(challenge) ? echo(challenge) : undefined;
}

/**
 * A sender of CloudEvents asks whether it may post here. The answer is yes for every address, so that it does not
 * reveal which stores and sources exist. Each post is verified later.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 * @returns undefined if the request is not such a question.
 */
export function answerCloudEvents({ headers }: ReceiveRequest): WebhookAnswer | undefined {
  const origin = headers['webhook-request-origin'];
  if (origin === undefined || !/^[A-Za-z0-9.:-]{1,253}$/.test(origin)) return undefined;
  return empty(200, {
    allow: 'POST',
    'webhook-allowed-origin': origin,
    'webhook-allowed-rate': '*',
  });
}

/** A browser asks whether a page may post here. An answer without the CORS headers means no. */
export function answerPreflight(
  request: ReceiveRequest,
  config: StoreSource | undefined,
): WebhookAnswer {
  const form = publicFormOf(config);
  return empty(204, {
    vary: 'origin',
    ...corsHeaders(request, form),
    ...(isAllowedOrigin(request, form) && {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    }),
  });
}
