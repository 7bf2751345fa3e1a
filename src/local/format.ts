import { styleText } from 'node:util';
import type { SignupLine } from './signup-line.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, except if stdout is no terminal or `NO_COLOR` is set. */
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

/** How a signup ended; the reason belongs to dead letters and refused webhooks. */
export interface SignupEnd {
  readonly outcome: string;
  readonly reason?: string;
}

/** An outcome in words, with its reason. */
export function describeOutcome({ outcome, reason }: SignupEnd): string {
  if (outcome === 'dead_lettered') return `dead letter: ${reason ?? '?'}`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** Same, in the outcome's colour. */
export function paintOutcome(end: SignupEnd): string {
  return paint(STYLES[end.outcome] ?? 'reset', describeOutcome(end));
}

/** `1 call`, `2 calls`. */
export const counted = (amount: number, noun: string): string =>
  `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** One attempt at a user's own event, as a running `npm start` prints it. */
export function outcomeLine(line: SignupLine, at: Date): string {
  const time = at.toTimeString().slice(0, 8);
  const id = harmless(line.eventId ?? line.messageId ?? 'no id');
  const store = line.store === undefined ? '' : `${harmless(line.store)}, `;
  return `  ${time}  ${id}: ${paintOutcome(line)} (${store}${counted(line.calls, 'call')})`;
}

/** Replaces control characters: an id comes from a sender and must not steer the terminal. */
const harmless = (text: string): string => text.replaceAll(/\p{C}/gu, '\u{FFFD}').slice(0, 80);
