import type { SignupLine } from './signup-line.ts';
import { count, paintOutcome } from './format.ts';

/** One attempt at an event of the user's own, as `npm start` shows it while it is up. */
export function outcomeLine(line: SignupLine, at: Date): string {
  const time = at.toTimeString().slice(0, 8);
  const id = visible(line.eventId ?? line.messageId ?? 'no id');
  const store = line.store === undefined ? '' : `${visible(line.store)}, `;
  return `  ${time}  ${id}: ${paintOutcome(line)} (${store}${count(line.calls, 'call')})`;
}

/** Ids come from senders: nothing in them may steer the terminal. */
const visible = (text: string): string => text.replaceAll(/\p{C}/gu, '\u{FFFD}').slice(0, 80);
