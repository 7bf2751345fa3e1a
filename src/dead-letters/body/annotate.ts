import type { Issue } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import { unwrap } from '../../event/unwrap.ts';
import { findExcess } from '../../event/validate.ts';
import type { LetterReason } from '../letter.ts';
import { type BodyLine, renderJson } from './render-json.ts';
import { isRecord } from '../../util/is-record.ts';

/** A letter's body line by line, each error beside the line that it is about. */
export interface AnnotatedBody {
  readonly form: 'json' | 'text';
  /** Whether the event lay in envelopes of SNS, EventBridge or Pipes, which are not shown. */
  readonly isUnwrapped: boolean;
  readonly lines: readonly BodyLine[];
  /** Errors that are about no single line. */
  readonly general: readonly string[];
  /** Lines at the end that are not shown: nobody reads so many. */
  readonly cut: number;
}

const MOST_LINES = 2_000;

const MASK = '•••';

/**
 * Pretty-prints a body for people. Pure.
 *
 * @param reveal shows what people entered; otherwise keys and the form only, nothing of a value, and no key that could be one.
 */
export function annotateBody(
  body: string,
  problem: Problem,
  { reveal }: { readonly reveal: boolean },
): AnnotatedBody {
  const { content, isInner } = contentOf(body);
  // What is nested too deeply could not be written as JSON again.
  if (content === undefined || findExcess(content)) return annotateText(body, problem, reveal);
  const { placed, general } = placeIssues(content, isInner ? problem : withoutIssues(problem));
  const lines = renderJson(content, placed, reveal ? undefined : MASK);
  return {
    form: 'json',
    isUnwrapped: isInner && isEnveloped(body),
    lines: lines.slice(0, MOST_LINES),
    general,
    cut: Math.max(0, lines.length - MOST_LINES),
  };
}

/** The event, or the outermost JSON where there is none in it. */
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

/** Whatever has a `specversion` is the event itself. */
function isEnveloped(body: string): boolean {
  const outer = parsed(body.replace(/^\uFEFF/, ''));
  return isRecord(outer) && !('specversion' in outer) && ENVELOPES.some((key) => key in outer);
}

const ENVELOPES = ['TopicArn', 'detail-type', 'eventSourceARN'];

/** Without the event there is nothing that they could point into. */
const withoutIssues = ({ detail, issues = [] }: Problem): Problem => {
  const text = [detail, ...issues.map(showIssue)].find((one) => one !== undefined);
  return text === undefined ? {} : { detail: text };
};

function annotateText(body: string, { detail }: Problem, reveal: boolean): AnnotatedBody {
  const texts = body.split('\n');
  const place = Number(/\(line (\d+) column \d+\)/.exec(detail ?? '')?.[1] ?? Number.NaN) - 1;
  const isPlaced = detail !== undefined && texts[place] !== undefined;
  const lines = texts.map((text, at) => ({
    path: `line ${at + 1}`,
    indent: 0,
    text: reveal ? text.replaceAll(/\p{Cc}/gu, ' ') : text.trim() === '' ? '' : MASK,
    errors: isPlaced && at === place ? [detail] : [],
  }));
  return {
    form: 'text',
    isUnwrapped: false,
    lines: lines.slice(0, MOST_LINES),
    general: detail !== undefined && !isPlaced ? [detail] : [],
    cut: Math.max(0, lines.length - MOST_LINES),
  };
}

/** What is wrong with an event. */
interface Problem {
  readonly reason?: LetterReason;
  readonly detail?: string;
  readonly issues?: readonly Issue[];
}

/** Where the errors belong. */
interface Placed {
  /** By JSON Pointer into the event. */
  readonly placed: ReadonlyMap<string, readonly string[]>;
  readonly general: readonly string[];
}

/** Where a reason belongs that names no place itself. */
const PLACES: Readonly<Partial<Record<LetterReason, string>>> = {
  unknown_store: '/data/store',
  unknown_source: '/data/source',
  invalid_delivery: '/data/body',
};

/** Finds the part of an event that each error is about; where the part is missing, the part that it is missing in. */
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
  if (isRecord(event) && event['type'] === 'webhook.delivered') {
    const own = `/data${path}`;
    if (path !== '' && exists(event, own)) return own;
    // It is about what the delivery was mapped to.
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
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const entry = entries.find(([name]) => name === key);
    if (entry === undefined) return false;
    [, value] = entry;
  }
  return true;
}
