import type { LetterGroup } from '../../../dead-letters/list.ts';
import { el } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { ago, timeLeft, words } from '../format.ts';
import { htmlTable } from '../components/table.ts';

/** Reason, store and source of a group. An empty text means that its letters have none. */
export interface GroupKey {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
}

interface GroupsTable {
  readonly element: HTMLElement;
  readonly update: (groups: readonly LetterGroup[], selected: GroupKey, now: number) => void;
}

/** Dead letters by reason, store and source. A click selects a group, a second click deselects it. */
export function groupsTable(onSelect: (key: GroupKey) => void): GroupsTable {
  const rows = htmlTable('Dead letters by reason, store and source', [
    { title: 'Reason' },
    { title: 'Store', breaks: true },
    { title: 'Source', breaks: true },
    { title: 'Letters', align: 'right' },
    { title: 'Oldest', align: 'right' },
    { title: 'First expires', align: 'right' },
  ]);
  return {
    element: rows.element,
    update(groups, selected, now) {
      const focused = document.activeElement?.getAttribute('data-group');
      rows.update(groups.map((group) => toCells(group, selected, now, onSelect)));
      for (const button of rows.body.querySelectorAll<HTMLElement>('[data-group]')) {
        button.closest('tr')?.classList.toggle('selected', button.ariaPressed === 'true');
        if (focused !== null && button.dataset['group'] === focused) button.focus();
      }
    },
  };
}

const URGENT_MS = 48 * 3_600_000;

function toCells(
  group: LetterGroup,
  selected: GroupKey,
  now: number,
  onSelect: (key: GroupKey) => void,
) {
  const { reason, store = '', source = '' } = group;
  const isSelected =
    selected.reason === reason && selected.store === store && selected.source === source;
  const button = el(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-pressed': isSelected ? 'true' : 'false',
      'data-group': JSON.stringify([reason, store, source]),
      onclick: () => {
        onSelect(isSelected ? {} : { reason, store, source });
      },
    },
    words(reason),
  );
  const isUrgent = group.soonestExpiry - now < URGENT_MS;
  return [
    button,
    store || '–',
    source || '–',
    grouped(group.count),
    ago(group.oldest, now),
    el('span', { class: isUrgent ? 'urgent' : undefined }, timeLeft(group.soonestExpiry, now)),
  ];
}
