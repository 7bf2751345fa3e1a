import type { Comebacks } from './comebacks.ts';
import type { Letter } from './letter.ts';
import type { Pick } from './pick-letters.ts';
import type { QueueClock } from './queue-clock.ts';

/** Which of the letters that are seen a replay is about. */
export interface Wanted {
  /** Asked once for each letter. */
  readonly wants: (letter: Letter) => boolean;
  /** Whether all have been seen. */
  readonly isOver: () => boolean;
}

/** What was picked, and neither came back in this run nor arrived in it. */
export function createWanted(pick: Pick, comebacks: Comebacks, { openedBy }: QueueClock): Wanted {
  let wanted = 0;
  return {
    wants: (letter) => {
      if (comebacks.recognise(letter)) return false;
      const isWanted = letter.inHand.sentAt <= openedBy && pick.wants(letter);
      if (isWanted) wanted += 1;
      return isWanted;
    },
    isOver: () => wanted === pick.count,
  };
}
