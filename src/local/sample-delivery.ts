import type { StoreSource } from '../generated/types.ts';
import { asRecord, parseRecord } from './as-record.ts';

/** A delivery of `events/webhooks/`: what a tool posts, but for its signature. */
export interface SampleDelivery {
  readonly store: string;
  /** The source; the sample stores name each after its tool. */
  readonly tool: StoreSource['tool'];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads a delivery from its file: `store`, `source`, `headers`, and the body as `json`, `form` or `multipart`.
 *
 * @param now stands where the file says `{{now}}`, in milliseconds since the epoch.
 * @returns undefined where the text is something else, such as an event.
 */
export function parseSampleDelivery(text: string, now: number): SampleDelivery | undefined {
  const filled = text.replaceAll('{{now}}', new Date(now).toISOString());
  const { store, source, headers, ...content } = parseRecord(filled);
  if (typeof store !== 'string' || typeof source !== 'string' || headers === undefined) {
    return undefined;
  }
  return {
    store,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a source that does not exist is refused
    tool: source as StoreSource['tool'],
    headers: texts(headers),
    body: bodyOf(content, texts(headers)['content-type'] ?? ''),
  };
}

function bodyOf(content: Readonly<Record<string, unknown>>, contentType: string): string {
  const { json, form, multipart } = content;
  if (form !== undefined) return new URLSearchParams(texts(form)).toString();
  if (multipart !== undefined) return toMultipart(texts(multipart), contentType);
  return JSON.stringify(json);
}

function toMultipart(fields: Readonly<Record<string, string>>, contentType: string): string {
  const [, boundary = ''] = /boundary=(\S+)/.exec(contentType) ?? [];
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

/** Values that are no text, such as Jotform's `rawRequest`, become JSON. */
const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(asRecord(value)).map(([name, one]) => [
      name,
      typeof one === 'string' ? one : JSON.stringify(one),
    ]),
  );
