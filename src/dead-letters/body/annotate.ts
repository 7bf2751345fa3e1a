import { findExcess } from '../../bounds.ts';
import { showIssue } from '../../event/issues.ts';
import { unwrap } from '../../event/unwrap.ts';
import { type BodyLine, renderJson } from './render-json.ts';
import { isObject, placeIssues, type Problem } from '../../letters/place-issues.ts';

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
  return isObject(outer) && !('specversion' in outer) && ENVELOPES.some((key) => key in outer);
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
