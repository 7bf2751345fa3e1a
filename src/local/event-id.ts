import { parseRecord } from './as-record.ts';

/** Envelopes within envelopes that are looked into. */
const MAX_DEPTH = 4;

/** The `id` of the CloudEvent in a message body, also inside SNS and EventBridge envelopes; `undefined` where there is none. */
export function eventId(body: string, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { specversion, id, Message, detail } = parseRecord(body);
  if (specversion !== undefined) return typeof id === 'string' ? id : undefined;
  if (typeof Message === 'string') return eventId(Message, depth + 1);
  return detail === undefined ? undefined : eventId(JSON.stringify(detail), depth + 1);
}
