import type { CopyAttribute } from '../message/queue-port.ts';
import { isRecord } from '../util/is-record.ts';
import type { DeadLetterMessage } from './ports.ts';

/** A dead letter in a file. */
export type WrittenLetter = Omit<DeadLetterMessage, 'receipt'>;

/** Why and when a dead letter was discarded. */
export interface DiscardNote {
  readonly discardedAt: string;
  readonly why: string;
}

/** Why a dead letter was corrected, by whom, and which event it became. */
export interface CorrectionNote {
  readonly correctedAt: string;
  readonly correctedBy: string;
  /** Ids of the corrected event and of the one that it corrects, as logs have them. */
  readonly correctedEvent: string;
  readonly correctionOf: string;
  /** Tells a repetition from a correction with other values. */
  readonly fingerprint: string;
  readonly why: string;
}

/**
 * One dead letter as one JSON line, without a line break. The body is verbatim, attributes have their types, binary
 * values are base64. Holds personal data.
 */
export function toLine(
  { messageId, sentAt, groupId, traceHeader, attributes, body }: WrittenLetter,
  note?: DiscardNote | CorrectionNote,
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

/** The inverse of `toLine`, to the byte. @returns undefined for any other text. */
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

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
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

/** The target of an export: a file or an archive. */
export interface LetterSink {
  /** Adds lines, one for each dead letter. A crash may lose them until `flush` has resolved. */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when all appended lines survive a crash of this machine. */
  flush(): Promise<void>;
}
