import { parsePath, parseUrl, type Settings } from './config/settings.ts';

/** Where the signups wait, and where those go that cannot be delivered. */
export interface Queues {
  readonly signupsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Where the stores are configured, and how long what was read holds. */
export interface StoresPlace {
  readonly storesPath: string;
  readonly storesTtlMs: number;
}

export const readQueueUrl = ({ text }: Settings, name: string): string =>
  text(name, parseUrl, 'the URL of an SQS queue');

/** A letter that goes back to its own queue would go round for ever. */
export function readQueues(settings: Settings): Queues {
  const signupsQueueUrl = readQueueUrl(settings, 'SIGNUPS_QUEUE_URL');
  const deadLetterQueueUrl = readQueueUrl(settings, 'DEAD_LETTER_QUEUE_URL');
  if (signupsQueueUrl !== '' && signupsQueueUrl === deadLetterQueueUrl)
    settings.problems.push('DEAD_LETTER_QUEUE_URL must be another queue than SIGNUPS_QUEUE_URL');
  return { signupsQueueUrl, deadLetterQueueUrl };
}

export const readStoresPlace = ({ text, number }: Settings): StoresPlace => ({
  storesPath: text('STORES_PATH', parsePath, 'a path such as /signup-relay/dev/stores'),
  storesTtlMs: number('STORES_TTL_SECONDS', 60, 'a number of seconds') * 1_000,
});

/** @returns milliseconds. */
export const readHours = ({ number }: Settings, name: string, byDefault: number): number =>
  number(name, byDefault, 'a number of hours') * 3_600_000;
