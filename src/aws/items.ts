import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unavailable } from './unavailable.ts';

/** Longer than a message can live in the queue (7 days) and in the dead-letter queue (14 days), replays included. */
const KEPT_DAYS = 35;

/** DynamoDB's TTL attribute: seconds since the epoch. */
export const expiresAt = (now: number): number => Math.floor(now / 1000) + KEPT_DAYS * 86_400;

/** @returns what the write returned, or `undefined` when its condition did not hold. */
export async function ifHeld<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw unavailable('the ledger', error);
  }
}

export async function reached<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailable('the ledger', error);
  }
}
