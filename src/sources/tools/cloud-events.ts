import { RejectedError } from '../../event/errors.ts';
import { parseJson } from '../../event/validate.ts';

interface HttpMessage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The documents that an HTTP message holds, and the JSON Pointer that leads to each. Nothing of them is checked. */
export interface HeldDocument {
  readonly pointer: string;
  readonly value: unknown;
}

/** Events of one batch: more do not fit into one message. */
const MAX_BATCH = 5_000;
/** Without all of these in its headers, a message is no event in binary mode. */
const REQUIRED = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'] as const;

/**
 * Takes CloudEvents out of an HTTP message: structured, batched or binary mode; plain JSON counts as structured.
 *
 * @throws RejectedError `invalid_json`, or `invalid_event` for what the HTTP binding forbids.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function cloudEvents({ headers, body }: HttpMessage): readonly HeldDocument[] {
  const mediaType = (headers['content-type'] ?? '').trim().toLowerCase();
  if (mediaType.startsWith('application/cloudevents-batch')) return batch(parseJson(text(body)));
  const isBinary =
    !mediaType.startsWith('application/cloudevents') &&
    REQUIRED.every((name) => headers[name] !== undefined);
  const value = isBinary ? binary(headers, body) : parseJson(text(body));
  return [{ pointer: '', value }];
}

function batch(value: unknown): readonly HeldDocument[] {
  if (!Array.isArray(value)) throw refused('', 'type', 'must be a list');
  if (value.length > MAX_BATCH) {
    throw refused('', 'maxItems', `must have at most ${MAX_BATCH.toLocaleString('en')} entries`);
  }
  return value.map((item: unknown, index) => ({ pointer: `/${index}`, value: item }));
}

function binary(headers: HttpMessage['headers'], body: Uint8Array): unknown {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') ? [[name.slice('ce-'.length), headerText(value)] as const] : [],
  );
  const own = new Map(attributes);
  for (const name of ['data', 'datacontenttype']) {
    if (own.has(name)) throw refused(`/${name}`, 'not', 'must not be a header in binary mode');
  }
  const contentType = headers['content-type'];
  if (contentType !== undefined) own.set('datacontenttype', contentType);
  return { ...Object.fromEntries(own), data: parseJson(text(body)) };
}

/** Takes off the quotes, then decodes percent signs once. */
function headerText(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  const plain = quoted === undefined ? value : quoted.replaceAll(/\\(.)/g, '$1');
  const bytes = plain
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) => Buffer.from(index % 2 === 1 ? part.slice(1) : part, codings[index % 2]));
  return text(Buffer.concat(bytes));
}

const codings = ['utf8', 'hex'] as const;

/** @throws RejectedError guessing at bytes that are no UTF-8 would put broken letters into a customer's name. */
function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RejectedError('invalid_json', 'it holds bytes that are no UTF-8 text');
  }
}

const refused = (path: string, rule: string, expected: string): RejectedError =>
  new RejectedError('invalid_event', `the event is not valid: ${`${path} ${expected}`.trim()}`, {
    issues: [{ path, rule, expected }],
  });
