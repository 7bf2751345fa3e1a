import type { StoreSource } from '../generated/types.ts';
import { type Answer, echo, empty } from './answers.ts';
import { isAllowedOrigin, isSecret } from './access.ts';
import { jsonField } from './posted-field.ts';
import type { ReceiveRequest } from './request.ts';

/** What is asked for when an address is subscribed to, by the protocol that Meta uses. */
export interface HubQuestion {
  readonly token: string;
  readonly challenge: string;
}

/** Undefined where the query is no such question. */
export function hubQuestion({ query }: ReceiveRequest): HubQuestion | undefined {
  const asked = new URLSearchParams(query);
  const token = asked.get('hub.verify_token');
  const challenge = asked.get('hub.challenge');
  if (asked.get('hub.mode') !== 'subscribe' || token === null || challenge === null) {
    return undefined;
  }
  return { token, challenge };
}

/** The challenge back, where the token is one of the source's secrets; undefined otherwise. */
export function answerHub(
  { token, challenge }: HubQuestion,
  config: StoreSource | undefined,
): Answer | undefined {
  const isKnown = isSecret(token, config?.secrets ?? []);
  return isKnown && /^[ -~]{1,500}$/.test(challenge) ? echo(challenge) : undefined;
}

/**
 * A sender of CloudEvents asks whether it may post here. The answer is yes for every address, because it must tell
 * nothing about stores and sources: what it posts is verified all the same.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 * @returns undefined where nobody asks.
 */
export function answerCloudEvents({ headers }: ReceiveRequest): Answer | undefined {
  const origin = headers['webhook-request-origin'];
  if (origin === undefined || !/^[A-Za-z0-9.:-]{1,253}$/.test(origin)) return undefined;
  return empty(200, {
    allow: 'POST',
    'webhook-allowed-origin': origin,
    'webhook-allowed-rate': '*',
  });
}

/** A browser asks whether a page may post here. Without the headers the answer is no. */
export const answerPreflight = (request: ReceiveRequest, config: StoreSource | undefined): Answer =>
  empty(204, {
    vary: 'origin',
    ...corsHeaders(request, config),
    ...(isAllowedOrigin(request, config) && {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    }),
  });

/** What lets the page of a public source read an answer. */
export const corsHeaders = (
  request: ReceiveRequest,
  config: StoreSource | undefined,
): Readonly<Record<string, string>> =>
  isAllowedOrigin(request, config)
    ? { 'access-control-allow-origin': request.headers['origin'] ?? '', vary: 'origin' }
    : {};

/** Whether a genuine request only tries out the address: there is nothing in it to store. */
export function isTrial({ body }: ReceiveRequest, { tool }: StoreSource): boolean {
  if (tool === 'mailchimp') return body.length === 0;
  if (tool === 'line') {
    const events = jsonField(body, 'events');
    return Array.isArray(events) && events.length === 0;
  }
  return tool === 'square' && /(?:^|\.)test_notification$/.test(String(jsonField(body, 'type')));
}
