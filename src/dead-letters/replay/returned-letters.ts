import { createHash } from 'node:crypto';
import type { DeadLetter } from '../letter.ts';
import type { SelectionFilter } from '../reading/filter.ts';
import type { QueueClock } from '../reading/queue-clock.ts';
import type { ReturnedLetter } from './report.ts';

/** Recognises letters that this run replayed and that are dead letters again. */
export interface ReturnedLetters {
  readonly sent: (letter: DeadLetter) => void;
  /** Remembers a returned letter. @returns whether the letter is one. */
  readonly recognise: (letter: DeadLetter) => boolean;
  readonly all: () => readonly ReturnedLetter[];
}

/** @param startedBy by the queue's clock; messages sent later arrived during the run. */
export function createReturnedLetters(startedBy: number): ReturnedLetters {
  /** By digest of the body: how often the letter was replayed before the run. */
  const sent = new Map<string, number>();
  const returned: ReturnedLetter[] = [];
  return {
    sent: (letter) => void sent.set(digestOf(letter), letter.replays),
    recognise(letter) {
      if (sent.size === 0) return false;
      const replays = sent.get(digestOf(letter));
      if (replays === undefined) return false;
      if (letter.replays <= replays && letter.message.sentAt <= startedBy) return false;
      const { messageId, eventId, store, reason, detail } = letter;
      returned.push({
        messageId,
        reason,
        ...(eventId !== undefined && { eventId }),
        ...(store !== undefined && { store }),
        ...(detail !== undefined && { detail }),
      });
      return true;
    },
    all: () => returned,
  };
}

const digestOf = ({ message }: DeadLetter): string =>
  createHash('sha256').update(message.body).digest('base64');

/** Which letters a run replays: those selected that arrived before it. */
export interface ReplayFilter {
  /** Call it once for each letter. */
  readonly matches: (letter: DeadLetter) => boolean;
  /** Whether all selected letters were read. */
  readonly isOver: () => boolean;
}

export function createReplayFilter(
  filter: SelectionFilter,
  returnedLetters: ReturnedLetters,
  { openedBy }: QueueClock,
): ReplayFilter {
  let matched = 0;
  return {
    matches: (letter) => {
      if (returnedLetters.recognise(letter)) return false;
      const isMatch = letter.message.sentAt <= openedBy && filter.matches(letter);
      if (isMatch) matched += 1;
      return isMatch;
    },
    isOver: () => matched === filter.count,
  };
}
