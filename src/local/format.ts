import { styleText } from 'node:util';
import { briefDetail } from '../cli/output/format.ts';
import { counted } from '../util/counted.ts';
import { keptBackNotes } from '../event/left-out.ts';
import { cut } from '../cli/output/text.ts';
import { harmless } from '../util/harmless.ts';
import type { SignupLine } from './signup-line.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, except if stdout is no terminal or `NO_COLOR` is set. */
export const paintStdout = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

const STYLES: Readonly<Record<string, Style>> = {
  created: 'green',
  updated: 'green',
  unchanged: 'dim',
  skipped: 'dim',
  dead_lettered: 'yellow',
  postponed: 'yellow',
  crashed: 'red',
  trapped: 'yellow',
  refused: 'red',
};

/** How a signup ended; the reason belongs to dead letters and refused webhooks. */
export interface SignupEnd {
  readonly outcome: string;
  readonly reason?: string;
}

/** An outcome in words, with its reason. */
export function describeOutcome(end: SignupEnd): string {
  const outcome = harmless(end.outcome);
  const reason = end.reason && harmless(end.reason);
  if (outcome === 'dead_lettered') return `dead letter: ${reason ?? '?'}`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** Same, in the outcome's colour. */
export function paintOutcome(end: SignupEnd): string {
  return paintStdout(STYLES[end.outcome] ?? 'reset', describeOutcome(end));
}

/** One attempt at a user's own event, as a running `npm start` prints it. */
export function outcomeLine(line: SignupLine, at: Date): string {
  const time = at.toTimeString().slice(0, 8);
  const id = visible(line.eventId ?? line.messageId ?? line.source ?? 'no id');
  const store = line.store === undefined ? '' : `${visible(line.store)}, `;
  const why = line.why === undefined ? '' : `: ${harmless(briefDetail(line.why))}`;
  const unheld = line.unheld && `the shop has no place for ${line.unheld.join(', ')}`;
  const notes = [...(unheld === undefined ? [] : [unheld]), ...keptBackNotes(line)].map(
    (note) => `; ${harmless(note)}`,
  );
  return `  ${time}  ${id}: ${paintOutcome(line)} (${store}${counted(line.calls, 'call')})${why}${notes.join('')}`;
}

/** Ids come from senders, of any length. */
const visible = (text: string): string => cut(harmless(text), 80);

/** What is wrong with a command line, in three lines. @param usage the whole help; its first line is shown. */
export function wrongUsage(error: unknown, usage: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = usage.split('\n');
  const [, command = ''] = /^Usage: (npm (?:run \w+|\w+))/.exec(first) ?? [];
  // Node's own message goes on with advice about `--`.
  return `${harmless(message.split('. ')[0] ?? '').replace(/\.?$/, '.')}\n${first}\nAll options: ${command} -- --help`;
}
