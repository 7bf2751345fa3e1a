import type { CopyAttribute } from '../message/queue-port.ts';
import type { DeadLetter } from './ports.ts';
import { isRecord } from '../util/is-record.ts';

/** A letter as it stands in a file. */
export type WrittenLetter = Omit<DeadLetter, 'receipt'>;

/** Why and when a letter was taken out for good. */
export interface DiscardNote {
  readonly discardedAt: string;
  readonly why: string;
}

/**
 * One letter as one line of a JSONL file, without a line break: body verbatim, attributes with their types, binary values
 * as base64. Holds personal data.
 */
export function toLine(
  { messageId, sentAt, groupId, traceHeader, attributes, body }: WrittenLetter,
  note?: DiscardNote,
): string {
  return JSON.stringify({
    messageId,
    sentAt: new Date(sentAt).toISOString(),
    groupId,
    traceHeader,
    ...note,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { type, value }]) => [
        name,
        typeof value === 'string'
          ? { type, value }
          : { type, base64: Buffer.from(value).toString('base64') },
      ]),
    ),
    body,
  });
}

/** Reads what `toLine` wrote, to the byte. @returns undefined where the line is none of these. */
export function fromLine(line: string): WrittenLetter | undefined {
  const { messageId, sentAt, groupId, traceHeader, attributes, body } = parseObject(line) ?? {};
  const sent = typeof sentAt === 'string' ? Date.parse(sentAt) : Number.NaN;
  const read = readAttributes(attributes);
  if (typeof messageId !== 'string' || typeof body !== 'string') return undefined;
  if (body === '' || Number.isNaN(sent) || read === undefined) return undefined;
  if (!isTextOrAbsent(groupId) || !isTextOrAbsent(traceHeader)) return undefined;
  return {
    messageId,
    sentAt: sent,
    body,
    attributes: read,
    ...(groupId !== undefined && { groupId }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

type Json = Readonly<Record<string, unknown>>;

function parseObject(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isTextOrAbsent = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === 'string' && value !== '');

function readAttributes(value: unknown): WrittenLetter['attributes'] | undefined {
  if (!isRecord(value)) return undefined;
  const read: [string, CopyAttribute][] = [];
  for (const [name, attribute] of Object.entries(value)) {
    if (!isRecord(attribute)) return undefined;
    const { type, value: text, base64 } = attribute;
    if (typeof type !== 'string') return undefined;
    if (typeof text === 'string') read.push([name, { type, value: text }]);
    else if (typeof base64 === 'string')
      read.push([name, { type, value: new Uint8Array(Buffer.from(base64, 'base64')) }]);
    else return undefined;
  }
  return Object.fromEntries(read);
}

/** Where letters are written to: a file, or an archive. */
export interface LetterSink {
  /** Adds lines, each a letter. They may be lost until `flush` has resolved. */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when everything that was appended survives a crash of this machine. */
  flush(): Promise<void>;
}
