/*
 * The package for producers, `signup-relay-events`: what a backend imports that puts events on the queue itself.
 * `npm run package:events` bundles it. It reads no environment: queue, region and rights are the caller's.
 */
import { buildEvent, type NewSignup } from '../producer/build.ts';
import {
  type CheckedEvent,
  checkEvent,
  type ShopRules,
  type SignupEvent,
} from '../producer/check.ts';
import { type SendBatch, sendEvents, type SendSettings } from '../producer/send.ts';
import type { SentEvent } from '../producer/sent.ts';

export { RejectedError } from '../event/errors.ts';
export { UnsentError } from '../producer/sent.ts';
export type { Issue, Reason } from '../event/errors.ts';
export type { LeftOut } from '../event/left-out.ts';
export type { Signup } from '../generated/types.ts';
export type { BatchAnswer, BatchEntry } from '../producer/send.ts';
export type { UnsentEvent } from '../producer/sent.ts';
export type { CheckedEvent, NewSignup, SendBatch, SendSettings, SentEvent, ShopRules, SignupEvent };

/**
 * Builds the event of a customer who signed up. The relay creates the customer, or updates one who exists.
 *
 * @param shop what you know of the store: with `platform` its request bodies are checked, too.
 * @throws RejectedError an event that would become a dead letter. Its message names the field and the rule.
 */
export const signedUp = (signup: NewSignup, shop: ShopRules = {}): SignupEvent =>
  buildEvent('customer.signed_up', signup, { ...shop, now: Date.now() });

/** Builds the event of a customer whose data changed. The relay updates the customer, and never creates one. @see signedUp */
export const updated = (signup: NewSignup, shop: ShopRules = {}): SignupEvent =>
  buildEvent('customer.updated', signup, { ...shop, now: Date.now() });

/**
 * Checks an event with the relay's own rules.
 *
 * @returns what the shop cannot hold, and what the relay leaves out.
 * @throws RejectedError as `signedUp` does.
 */
export const check = (event: SignupEvent, shop: ShopRules = {}): CheckedEvent =>
  checkEvent(event, { ...shop, now: Date.now() });

/**
 * Checks events and sends them to the queue, ten in a call. Entries that SQS could not take are tried again.
 *
 * @param sendBatch `(Entries) => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))`
 * @returns one result per event, in the same order. SQS confirmed all of them.
 * @throws UnsentError at least one event is not on the queue. `unsent` has each of them with its reason, `sent` the others.
 */
export const send = (
  events: readonly SignupEvent[],
  sendBatch: SendBatch,
  options: SendSettings = {},
): Promise<readonly SentEvent[]> =>
  sendEvents(events, sendBatch, options, {
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    now: Date.now,
  });
