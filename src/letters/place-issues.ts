import type { Issue } from '../event/errors.ts';
import { showIssue } from '../event/issues.ts';
import type { LetterReason } from '../dead-letters/letter.ts';

/** What is wrong with an event. */
export interface Problem {
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
export function placeIssues(event: unknown, { reason, detail, issues = [] }: Problem): Placed {
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
  if (isObject(event) && event['type'] === 'webhook.delivered') {
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

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
