import type { Comebacks } from '../dead-letters/replay/returned-letters.ts';
import type { Letter } from '../dead-letters/letter.ts';
import type { Pick } from '../dead-letters/reading/filter.ts';
import type { QueueClock } from '../dead-letters/reading/queue-clock.ts';

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
