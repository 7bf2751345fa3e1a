import { fromLine } from '../../dead-letters/file-format.ts';
import { RejectedError } from '../../event/errors.ts';
import { isBatch, toEvent, unwrap } from '../../event/event.ts';
import { foreignMessage } from '../../event/foreign-message.ts';
import type { Event } from '../../generated/types.ts';
import { readJsonInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { parseDeliveryFile } from '../../sources/delivery-file.ts';
import { isRecord } from '../../util/is-record.ts';

interface ExplainTarget {
  readonly store?: string;
  readonly source?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** What a file holds: one event or delivery, or the events of a batch. @throws UsageError the file cannot be read. */
export function readContents(file: string): readonly unknown[] {
  const content = contentOf(file);
  return isBatch(content) ? content : [content];
}

/** A file with an event, or with a captured request. */
export interface ReadFile {
  readonly event: Event;
  /** Of a captured request, without its question mark; empty if the file has none. */
  readonly query: string;
}

/**
 * An event as it would be on the queue. Options of the command line win over the file.
 *
 * @param now stands where a file of `send` says `{{now}}`, in milliseconds since the epoch.
 * @throws UsageError store or source is missing. @throws RejectedError as in `consume`.
 */
export function readEvent(content: unknown, { file, target, now }: ExplainTargetFile): ReadFile {
  const foreign = foreignMessage(content);
  if (foreign !== undefined) throw new RejectedError('invalid_event', foreign);
  if (!isRecord(content)) {
    throw new UsageError(
      Array.isArray(content)
        ? `${file} is a list. Put one event or one delivery into a file.`
        : `${file} is neither an event nor a delivery.`,
    );
  }
  if ('specversion' in content) return { event: eventWith(content, target), query: '' };
  const { query } = content;
  return {
    event: asEvent(deliveryOf(file, content, { target, now })),
    query: typeof query === 'string' ? query.replace(/^\?/, '') : '',
  };
}

function eventWith(content: Json, target: ExplainTarget): Event {
  const event = toEvent(content);
  const { data } = event;
  if (!isRecord(data)) return event;
  if (event.type === 'webhook.delivered') return { ...event, data: { ...data, ...target } };
  return target.store === undefined ? event : { ...event, data: { ...data, store: target.store } };
}

interface ExplainTargetFile extends DeliveryContext {
  readonly file: string;
}

/** A file of `dlq export` with one dead letter holds the event as text. */
function contentOf(file: string): unknown {
  const { text } = readJsonInput(file);
  try {
    return unwrap(fromLine(text.trim())?.body ?? text);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new UsageError(`${file}: ${error.message}.`, { cause: error });
  }
}

interface DeliveryContext {
  readonly target: ExplainTarget;
  readonly now: number;
}

/**
 * Header names can be in any case. A JSON body can be an object instead of a text. A file of `send` has `json`, `form`
 * or `multipart` instead.
 */
function deliveryOf(file: string, content: Json, { target, now }: DeliveryContext): Json {
  const { headers = {}, store, source, ...given }: Json = { ...content, ...target };
  const isSent = ['json', 'form', 'multipart'].some((name) => name in given);
  const sent = isSent
    ? parseDeliveryFile(JSON.stringify({ store: '', source: '', headers, ...given }), now)
    : undefined;
  const { body, bodyBase64 }: Json = sent ? { body: sent.body } : given;
  if (body === undefined && bodyBase64 === undefined) {
    throw new UsageError(`${file} is neither an event nor a delivery: it has no \`body\`.`);
  }
  if (typeof store !== 'string' || typeof source !== 'string') {
    throw new UsageError(`${file} does not name store and source: add --store and --source.`);
  }
  const entries = Object.entries(isRecord(headers) ? headers : {});
  return {
    store,
    source,
    headers: Object.fromEntries(
      entries.map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    ...(bodyBase64 === undefined
      ? { body: typeof body === 'string' ? body : JSON.stringify(body) }
      : { bodyBase64 }),
    ...(isRecord(given['line']) && { line: given['line'] }),
  };
}

const asEvent = (data: Json): Event => ({
  specversion: '1.0',
  id: 'explained',
  source: `/webhooks/${String(data['store'])}/${String(data['source'])}`,
  type: 'webhook.delivered',
  data,
});
