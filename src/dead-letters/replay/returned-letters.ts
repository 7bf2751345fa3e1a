import { createHash } from 'node:crypto';
import type { Letter } from '../letter.ts';
import type { Pick } from '../reading/filter.ts';
import type { QueueClock } from '../reading/queue-clock.ts';
import type { CameBack } from './report.ts';

/** Recognises letters that were replayed in this run and are dead letters again. */
export interface ReturnedLetters {
  readonly sent: (letter: Letter) => void;
  /** @returns whether it is one; it is remembered then. */
  readonly recognise: (letter: Letter) => boolean;
  readonly all: () => readonly CameBack[];
}

/** @param startedBy what was sent later, by the queue's clock, came since the run began. */
export function createReturnedLetters(startedBy: number): ReturnedLetters {
  /** How often a letter with this body was replayed before the run. */
  const sent = new Map<string, number>();
  const cameBack: CameBack[] = [];
  return {
    sent: (letter) => void sent.set(digestOf(letter), letter.replays),
    recognise(letter) {
      if (sent.size === 0) return false;
      const replays = sent.get(digestOf(letter));
      if (replays === undefined) return false;
      if (letter.replays <= replays && letter.inHand.sentAt <= startedBy) return false;
      const { messageId, eventId, store, reason, detail } = letter;
      cameBack.push({
        messageId,
        reason,
        ...(eventId !== undefined && { eventId }),
        ...(store !== undefined && { store }),
        ...(detail !== undefined && { detail }),
      });
      return true;
    },
    all: () => cameBack,
  };
}

const digestOf = ({ inHand }: Letter): string =>
  createHash('sha256').update(inHand.body).digest('base64');

/** Which of the letters that are seen a replay is about. */
export interface Wanted {
  /** Asked once for each letter. */
  readonly wants: (letter: Letter) => boolean;
  /** Whether all have been seen. */
  readonly isOver: () => boolean;
}

/** What was picked, and neither came back in this run nor arrived in it. */
export function createWanted(
  pick: Pick,
  returnedLetters: ReturnedLetters,
  { openedBy }: QueueClock,
): Wanted {
  let wanted = 0;
  return {
    wants: (letter) => {
      if (returnedLetters.recognise(letter)) return false;
      const isWanted = letter.inHand.sentAt <= openedBy && pick.wants(letter);
      if (isWanted) wanted += 1;
      return isWanted;
    },
    isOver: () => wanted === pick.count,
  };
}
