import type { Issue } from '../../event/errors.ts';
import { createIsSafe, looksLikePhone } from '../../event/safe-id.ts';
import { showIssue } from '../../event/issues.ts';
import { isBatch, unwrap } from '../../event/event.ts';
import { foreignMessage } from '../../event/foreign-message.ts';
import { findExcess } from '../../event/validate.ts';
import { harmless } from '../../util/harmless.ts';
import { asRecord, entriesOf, isRecord } from '../../util/is-record.ts';
import type { LetterReason } from '../letter.ts';
import { personOf } from '../sender-texts.ts';
import { type BodyLine, renderJson } from './render-json.ts';

/** The body of a dead letter as lines, each error at its line. */
export interface AnnotatedBody {
  readonly form: 'json' | 'text';
  /** Whether envelopes of SNS, EventBridge or Pipes around the event are left out. */
  readonly isUnwrapped: boolean;
  readonly lines: readonly BodyLine[];
  /** Errors without a line. */
  readonly general: readonly string[];
  /** Number of lines cut off at the end. */
  readonly cut: number;
}

const MAX_LINES = 2_000;

const MASK = '•••';

/**
 * Pretty-prints a body for people. Pure.
 *
 * @param reveal shows personal data; otherwise values are masked except for type, time, source and store, and keys that
 *   could be personal data too.
 */
export function annotateBody(
  body: string,
  problem: Problem,
  { reveal }: { readonly reveal: boolean },
): AnnotatedBody {
  const { content, isInner } = contentOf(body);
  // JSON that is nested too deeply cannot be rendered.
  if (content === undefined || findExcess(content)) return annotateText(body, problem, reveal);
  const { placed, general } = placeIssues(content, isInner ? problem : withoutIssues(problem));
  const lines = renderJson(content, placed, reveal ? undefined : MASK, readableOf(content));
  return {
    form: 'json',
    isUnwrapped: isInner && foreignMessage(content) === undefined && isEnveloped(body),
    lines: lines.slice(0, MAX_LINES),
    general,
    cut: Math.max(0, lines.length - MAX_LINES),
  };
}

/** What an operator looks for first. In a valid event none of it is about the person; a wrong one may hold anything. */
const READABLE: Readonly<Record<string, RegExp>> = {
  '/specversion': /^1\.0$/,
  '/type': /^[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+){1,5}$/i,
  '/time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?$/,
  '/source': /^.+$/,
  '/data/store': /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  '/data/source': /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
};

/** Characters. A longer value is masked before anything is computed from it. */
const MAX_READABLE = 512;

/** JSON Pointers of the values that may be shown: well formed, and without any text of the person. */
function readableOf(content: unknown): ReadonlySet<string> {
  if (isBatch(content)) {
    const all = content.map((one, place) => (isRecord(one) ? prefixed(`/${place}`, one) : []));
    return new Set(all.flat());
  }
  if (!isRecord(content)) return new Set();
  const data = asRecord(content['data']);
  const isSafe = createIsSafe(personOf(content));
  const isReadable = ([pointer, form]: readonly [string, RegExp]): boolean => {
    const [, first = '', second] = pointer.split('/');
    const value = second === undefined ? content[first] : data[second];
    if (typeof value !== 'string' || value.length > MAX_READABLE || !form.test(value)) return false;
    if (pointer === '/time') return true;
    return isSafe(value) && !(pointer.startsWith('/data/') && looksLikePhone(value));
  };
  return new Set(
    Object.entries(READABLE)
      .filter(isReadable)
      .map(([pointer]) => pointer),
  );
}

const prefixed = (base: string, content: unknown): readonly string[] =>
  [...readableOf(content)].map((pointer) => base + pointer);

/** The event, or the whole body if it holds none. */
function contentOf(body: string): { readonly content: unknown; readonly isInner: boolean } {
  try {
    return { content: unwrap(body), isInner: true };
  } catch {
    return { content: parsed(body), isInner: false };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** An object with `specversion` is the event itself, not an envelope. */
function isEnveloped(body: string): boolean {
  const outer = parsed(body.replace(/^\uFEFF/, ''));
  // Base64, and JSON within JSON.
  if (typeof outer === 'string' || outer === undefined) return true;
  return isRecord(outer) && !('specversion' in outer) && ENVELOPES.some((key) => key in outer);
}

const ENVELOPES = ['TopicArn', 'detail-type', 'eventSourceARN', 'Records'];

/** Issues point into the event; without one, the first text becomes the detail. */
const withoutIssues = ({ detail, issues = [] }: Problem): Problem => {
  const text = [detail, ...issues.map(showIssue)].find((one) => one !== undefined);
  return text === undefined ? {} : { detail: text };
};

function annotateText(body: string, { detail }: Problem, reveal: boolean): AnnotatedBody {
  const texts = body.split('\n');
  const place = Number(/\(line (\d+) column \d+\)/.exec(detail ?? '')?.[1] ?? Number.NaN) - 1;
  const isPlaced = detail !== undefined && texts[place] !== undefined && place < MAX_LINES;
  const lines = texts.slice(0, MAX_LINES).map((text, at) => ({
    path: `line ${at + 1}`,
    indent: 0,
    text: reveal ? harmless(text) : text.trim() === '' ? '' : MASK,
    errors: isPlaced && at === place ? [detail] : [],
  }));
  return {
    form: 'text',
    isUnwrapped: false,
    lines,
    general: detail !== undefined && !isPlaced ? [detail] : [],
    cut: Math.max(0, texts.length - MAX_LINES),
  };
}

/** The error of an event. */
interface Problem {
  readonly reason?: LetterReason;
  readonly detail?: string;
  readonly issues?: readonly Issue[];
}

/** Errors by line. */
interface Placed {
  /** By JSON Pointer into the event. */
  readonly placed: ReadonlyMap<string, readonly string[]>;
  readonly general: readonly string[];
}

/** The place in the event for reasons whose errors have no pointer. */
const PLACES: Readonly<Partial<Record<LetterReason, string>>> = {
  unknown_store: '/data/store',
  unknown_source: '/data/source',
  invalid_delivery: '/data/body',
};

/** Finds the value that each error is about, or the nearest parent that exists. */
function placeIssues(event: unknown, { reason, detail, issues = [] }: Problem): Placed {
  const placed = new Map<string, readonly string[]>();
  const general: string[] = [];
  const put = (pointer: string | undefined, text: string): void => {
    if (pointer === undefined) general.push(text);
    else placed.set(pointer, [...(placed.get(pointer) ?? []), text]);
  };
  for (const issue of issues) put(pointerOf(event, issue, reason), showIssue(issue));
  if (issues.length > 0 || detail === undefined) return { placed, general };
  const place = reason && PLACES[reason];
  put(place !== undefined && exists(event, place) ? place : undefined, detail);
  return { placed, general };
}

function pointerOf(event: unknown, { path }: Issue, reason: LetterReason | undefined): string {
  // Issues of a batch begin with the place of their event.
  if (isBatch(event)) return nearest(event, path);
  if (isRecord(event) && event['type'] === 'webhook.delivered') {
    const own = `/data${path}`;
    if (path !== '' && exists(event, own)) return own;
    // The issue points into the signup that the source adapter made of the body.
    return nearest(event, '/data/body');
  }
  return nearest(event, reason === 'invalid_event' ? path : `/data${path}`);
}

function nearest(event: unknown, pointer: string): string {
  const segments = pointer.split('/').slice(1);
  while (segments.length > 0 && !exists(event, `/${segments.join('/')}`)) segments.pop();
  return segments.length > 0 ? `/${segments.join('/')}` : '';
}

function exists(event: unknown, pointer: string): boolean {
  let value = event;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const entry = entriesOf(value).find(([name]) => name === key);
    if (entry === undefined) return false;
    [, value] = entry;
  }
  return true;
}
