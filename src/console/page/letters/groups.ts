import type { LetterGroup } from '../../../dead-letters/list.ts';
import { el } from '../dom.ts';
import { ago, count, timeLeft, words } from '../format.ts';
import { table } from '../components/table.ts';

/** One combination of reason, store and source; the empty text means: has none. */
export interface GroupKey {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
}

interface Groups {
  readonly element: HTMLElement;
  readonly update: (groups: readonly LetterGroup[], chosen: GroupKey, now: number) => void;
}

/** Dead letters by what they have in common; a click chooses one group, a second one lets it go. */
export function groupsTable(onChoose: (key: GroupKey) => void): Groups {
  const rows = table('Dead letters by reason, store and source', [
    { title: 'Reason' },
    { title: 'Store', breaks: true },
    { title: 'Source', breaks: true },
    { title: 'Letters', align: 'right' },
    { title: 'Oldest', align: 'right' },
    { title: 'First expires', align: 'right' },
  ]);
  return {
    element: rows.element,
    update(groups, chosen, now) {
      const focused = document.activeElement?.getAttribute('data-group');
      rows.update(groups.map((group) => toCells(group, chosen, now, onChoose)));
      for (const button of rows.body.querySelectorAll<HTMLElement>('[data-group]')) {
        button.closest('tr')?.classList.toggle('chosen', button.ariaPressed === 'true');
        if (focused !== null && button.dataset['group'] === focused) button.focus();
      }
    },
  };
}

const HURRY_MS = 48 * 3_600_000;

function toCells(
  group: LetterGroup,
  chosen: GroupKey,
  now: number,
  onChoose: (key: GroupKey) => void,
) {
  const { reason, store = '', source = '' } = group;
  const isChosen = chosen.reason === reason && chosen.store === store && chosen.source === source;
  const button = el(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-pressed': isChosen ? 'true' : 'false',
      'data-group': JSON.stringify([reason, store, source]),
      onclick: () => {
        onChoose(isChosen ? {} : { reason, store, source });
      },
    },
    words(reason),
  );
  const soon = group.soonestExpiry - now < HURRY_MS;
  return [
    button,
    store || '–',
    source || '–',
    count(group.count),
    ago(group.oldest, now),
    el('span', { class: soon ? 'hurry' : undefined }, timeLeft(group.soonestExpiry, now)),
  ];
}
