/*
 * Limits of SQS. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */

/** Entries of one batch call, and messages of one receive. */
export const MAX_BATCH_ENTRIES = 10;

/** One message with its attributes, and all messages of one batch together. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Bytes for the attributes that `consume` adds later: attempts, progress, and a dead letter's reason and detail. */
export const ROOM_FOR_ATTRIBUTES = 4_096;

/** Message attributes of one message. */
export const MAX_ATTRIBUTES = 10;

/** `DelaySeconds` of one message. */
export const MAX_DELAY_SECONDS = 900;
