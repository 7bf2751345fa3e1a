import type { LetterSummary } from '../../../dead-letters/letter.ts';
import { lettersHref } from '../api.ts';
import { el } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { ago, timeLeft, words } from '../format.ts';
import { htmlTable } from '../components/table.ts';

interface LettersTable {
  readonly element: HTMLElement;
  readonly update: (letters: readonly LetterSummary[], now: number) => void;
  /** Message ids of the ticked letters. */
  readonly ticked: () => readonly string[];
}

/** The letters of the list, each with a checkbox. */
export function lettersTable(onTick: () => void): LettersTable {
  const ticked = new Set<string>();
  const rows = htmlTable(
    'Dead letters',
    [
      { title: 'Select', hideTitle: true },
      { title: 'Event', breaks: true },
      { title: 'Reason' },
      { title: 'Store', breaks: true },
      { title: 'Source', breaks: true },
      { title: 'Failed', align: 'right' },
      { title: 'Expires', align: 'right' },
      { title: 'Replays', align: 'right' },
    ],
    1,
  );
  const box = ({ messageId, eventId }: LetterSummary): HTMLElement =>
    el('input', {
      type: 'checkbox',
      'aria-label': `Select ${eventId ?? messageId}`,
      checked: ticked.has(messageId),
      onchange: (event) => {
        if (event.target instanceof HTMLInputElement && event.target.checked) ticked.add(messageId);
        else ticked.delete(messageId);
        onTick();
      },
    });
  return {
    element: rows.element,
    ticked: () => [...ticked],
    update(letters, now) {
      const shown = new Set(letters.map(({ messageId }) => messageId));
      for (const id of ticked) if (!shown.has(id)) ticked.delete(id);
      rows.update(
        letters.map((letter) => [
          box(letter),
          el(
            'a',
            { href: `#/letters/${encodeURIComponent(letter.messageId)}` },
            letter.eventId ?? letter.messageId,
          ),
          el('span', { title: letter.detail }, words(letter.reason)),
          letter.store === undefined
            ? '–'
            : el('a', { href: lettersHref({ store: letter.store }) }, letter.store),
          letter.source ?? '–',
          ago(letter.failedAt, now),
          timeLeft(letter.expiresAt, now),
          grouped(letter.replays),
        ]),
      );
    },
  };
}
