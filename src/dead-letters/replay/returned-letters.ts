import { createHash } from 'node:crypto';
import type { Letter } from '../letter.ts';
import type { CameBack } from './report.ts';

/** Recognises letters that were replayed in this run and are dead letters again. */
export interface Comebacks {
  readonly sent: (letter: Letter) => void;
  /** @returns whether it is one; it is remembered then. */
  readonly recognise: (letter: Letter) => boolean;
  readonly all: () => readonly CameBack[];
}

/** @param startedBy what was sent later, by the queue's clock, came since the run began. */
export function createComebacks(startedBy: number): Comebacks {
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
