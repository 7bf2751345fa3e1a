import { createHash } from 'node:crypto';

/** Where a message belongs in a distributed trace. @see https://www.w3.org/TR/trace-context/ */
export interface TraceParent {
  /** 32 hexadecimal digits, the same for every step. */
  readonly traceId: string;
  /** The header `traceparent`, and the message attribute of this name. */
  readonly text: string;
}

/** The step that receives a delivery: of the sender's trace where it sent a valid one, else the first of a new trace. */
export function nextTraceParent(header: string | undefined, newId: () => string): TraceParent {
  const found = parse(header);
  const traceId = found?.traceId ?? hexadecimal(newId(), 32);
  return { traceId, text: `00-${traceId}-${hexadecimal(newId(), 16)}-${found?.flags ?? '00'}` };
}

/** The trace that a `traceparent` names; undefined where it is absent or malformed. */
export const traceIdOf = (text: string | undefined): string | undefined => parse(text)?.traceId;

/** A later version may say more after the flags; version 00 may not, and ff is none. */
const SHAPE =
  /^(?!ff)(?:00|[0-9a-f]{2}(?=.{53}(?:-|$)))-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
const LENGTH = 55;

function parse(text = ''): { readonly traceId: string; readonly flags: string } | undefined {
  const [, traceId = '', parentId = '', flags = ''] = SHAPE.exec(text) ?? [];
  if (text.startsWith('00') && text.length !== LENGTH) return undefined;
  // Zeros stand for no id. An id of digits alone may be a phone, and ids are logged.
  if (!/[a-f]/.test(traceId) || !/[1-9a-f]/.test(parentId)) return undefined;
  // Of the flags only `sampled` is ours to pass on.
  return { traceId, flags: Number.parseInt(flags, 16) % 2 === 1 ? '01' : '00' };
}

/** Any unique text as the hexadecimal digits that the header wants. */
const hexadecimal = (id: string, digits: number): string =>
  createHash('sha256').update(id).digest('hex').slice(0, digits);
