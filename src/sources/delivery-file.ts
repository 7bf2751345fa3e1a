import { asRecord, parseRecord } from '../util/is-record.ts';
/** A delivery in a file: what a tool posts, but for its signature. */
export interface DeliveryFile {
  readonly store: string;
  readonly source: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a delivery from its file: `store`, `source`, `headers`, and the body as `json`, `form` or `multipart`.
 *
 * @param now stands where the file says `{{now}}`, in milliseconds since the epoch.
 * @returns undefined where the text is something else, such as an event.
 */
export function parseDeliveryFile(text: string, now: number): DeliveryFile | undefined {
  const filled = text.replaceAll('{{now}}', new Date(now).toISOString());
  const { store, source, headers, ...content } = parseRecord(filled);
  if (typeof store !== 'string' || typeof source !== 'string' || headers === undefined) {
    return undefined;
  }
  return {
    store,
    source,
    headers: texts(headers),
    body: bodyOf(content, texts(headers)['content-type'] ?? ''),
  };
}

function bodyOf(content: Json, contentType: string): string {
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
