import type { Traced } from './trace-signups.ts';

/** Names of fields that hold a time, in milliseconds since the epoch. */
const TIME = /^(?:at|from|until|time)$|(?:At|Since|Until)$/;

/** One document for programs; times as ISO 8601. */
export const toJson = ({ searched, customers, signups }: Traced): string =>
  JSON.stringify(
    { searched, customers, signups },
    (key, value: unknown) =>
      typeof value === 'number' && TIME.test(key) ? new Date(value).toISOString() : value,
    2,
  );
