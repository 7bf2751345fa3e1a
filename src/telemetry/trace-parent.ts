import { createHash } from 'node:crypto';

/** The position of a message in a distributed trace. @see https://www.w3.org/TR/trace-context/ */
export interface TraceParent {
  /** 32 hexadecimal digits, the same for every step. */
  readonly traceId: string;
  /** The header `traceparent`, and the message attribute of this name. */
  readonly text: string;
}

/** A new step for a received delivery: continues the sender's trace if it is valid, else starts a new one. */
export function nextTraceParent(header: string | undefined, newId: () => string): TraceParent {
  const found = parse(header);
  const traceId = found?.traceId ?? hexadecimal(newId(), 32);
  return { traceId, text: `00-${traceId}-${hexadecimal(newId(), 16)}-${found?.flags ?? '00'}` };
}

/** The trace id in a `traceparent`; undefined where it is absent or malformed. */
export const traceIdOf = (text: string | undefined): string | undefined => parse(text)?.traceId;

/** Later versions may have more fields after the flags; version 00 may not, and ff is no version. */
const SHAPE =
  /^(?!ff)(?:00|[0-9a-f]{2}(?=.{53}(?:-|$)))-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
const LENGTH = 55;

function parse(text = ''): { readonly traceId: string; readonly flags: string } | undefined {
  const [, traceId = '', parentId = '', flags = ''] = SHAPE.exec(text) ?? [];
  if (text.startsWith('00') && text.length !== LENGTH) return undefined;
  // Zeros mean no id. An id of digits only may be a phone, and ids are logged.
  if (!/[a-f]/.test(traceId) || !/[1-9a-f]/.test(parentId)) return undefined;
  // `sampled` is the only flag that may be passed on.
  return { traceId, flags: Number.parseInt(flags, 16) % 2 === 1 ? '01' : '00' };
}

/** Derives hexadecimal digits from any unique text. */
const hexadecimal = (id: string, digits: number): string =>
  createHash('sha256').update(id).digest('hex').slice(0, digits);
