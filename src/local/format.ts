import { styleText } from 'node:util';
import { counted } from '../cli/output/format.ts';
import { cut, harmless } from '../cli/output/text.ts';
import type { SignupLine } from './signup-line.ts';

type Style = Parameters<typeof styleText>[0];

/** Colour for people only: `styleText` leaves it out where stdout is no terminal or `NO_COLOR` is set. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

const STYLES: Readonly<Record<string, Style>> = {
  created: 'green',
  updated: 'green',
  unchanged: 'dim',
  skipped: 'dim',
  dead_lettered: 'yellow',
  refused: 'red',
};

/** An outcome in words, with the reason of a dead letter. */
export function describeOutcome(end: {
  readonly outcome: string;
  readonly reason?: string;
}): string {
  const outcome = harmless(end.outcome);
  const reason = end.reason && harmless(end.reason);
  if (outcome === 'dead_lettered') return `dead letter: ${reason ?? '?'}`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** Same, in the colour of the outcome. */
export function paintOutcome(end: { readonly outcome: string; readonly reason?: string }): string {
  return paint(STYLES[end.outcome] ?? 'reset', describeOutcome(end));
}

/** One attempt at an event of the user's own, as `npm start` shows it while it is up. */
export function outcomeLine(line: SignupLine, at: Date): string {
  const time = at.toTimeString().slice(0, 8);
  const id = visible(line.eventId ?? line.messageId ?? 'no id');
  const store = line.store === undefined ? '' : `${visible(line.store)}, `;
  return `  ${time}  ${id}: ${paintOutcome(line)} (${store}${counted(line.calls, 'call')})`;
}

/** Ids come from senders, of any length. */
const visible = (text: string): string => cut(harmless(text), 80);
