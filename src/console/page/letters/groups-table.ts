import type { LettersResponse, ReasonTotal } from '../../letter-responses.ts';
import { lettersHref } from '../api.ts';
import { type Child, el, fill } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { ago, timeLeft, words } from '../format.ts';
import { type Cells, htmlTable } from '../components/table.ts';

/** Reason, store and source of a group. An empty text means that its letters have none. */
export interface GroupKey {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
}

interface GroupTables {
  readonly element: HTMLElement;
  readonly update: (response: LettersResponse, selected: GroupKey, now: number) => void;
}

const AMOUNTS = [
  { title: 'Letters', align: 'right' },
  { title: 'Oldest', align: 'right' },
  { title: 'First expires', align: 'right' },
] as const;

/**
 * First the total of each reason, then its letters by store and source, most letters first. A click selects a reason or a
 * group, a second click deselects it.
 */
export function groupTables(onSelect: (key: GroupKey) => void): GroupTables {
  const totals = htmlTable('Dead letters by reason', [{ title: 'Reason' }, ...AMOUNTS]);
  const groups = htmlTable('Dead letters by reason, store and source', [
    { title: 'Reason' },
    { title: 'Store', breaks: true },
    { title: 'Source', breaks: true },
    ...AMOUNTS,
  ]);
  const more = el('p', { class: 'quiet note' });
  return {
    element: el(
      'div',
      { class: 'groups' },
      card('by-reason', 'By reason', totals.element),
      card('by-source', 'By store and source', groups.element, more),
    ),
    update({ reasons, groups: all, moreGroups }, selected, now) {
      const focused = document.activeElement?.getAttribute('data-group');
      const toggle = (key: GroupKey): HTMLElement => buttonOf(key, selected, onSelect);
      totals.update(reasons.map((one) => [toggle({ reason: one.reason }), ...amountsOf(one, now)]));
      groups.update(
        all.map((group) => {
          const { reason, store = '', source = '' } = group;
          return [
            toggle({ reason, store, source }),
            store === '' ? '–' : el('a', { href: lettersHref({ store }) }, store),
            source || '–',
            ...amountsOf(group, now),
          ];
        }),
      );
      fill(
        more,
        moreGroups > 0 && `${grouped(moreGroups)} more groups. Choose a reason or a store.`,
      );
      more.hidden = moreGroups === 0;
      for (const { body } of [totals, groups]) {
        for (const button of body.querySelectorAll<HTMLElement>('[data-group]')) {
          button.closest('tr')?.classList.toggle('selected', button.ariaPressed === 'true');
          if (focused !== null && button.dataset['group'] === focused) {
            button.focus({ preventScroll: true });
          }
        }
      }
    },
  };
}

const card = (id: string, title: string, ...content: readonly Child[]): HTMLElement =>
  el('section', { class: 'card', 'aria-labelledby': id }, el('h2', { id }, title), ...content);

const URGENT_MS = 48 * 3_600_000;

function amountsOf(
  { count, oldest, soonestExpiry }: Omit<ReasonTotal, 'reason'>,
  now: number,
): Cells {
  const isUrgent = soonestExpiry - now < URGENT_MS;
  return [
    grouped(count),
    ago(oldest, now),
    el('span', { class: isUrgent ? 'urgent' : undefined }, timeLeft(soonestExpiry, now)),
  ];
}

function buttonOf(
  key: GroupKey,
  selected: GroupKey,
  onSelect: (key: GroupKey) => void,
): HTMLElement {
  const isSelected =
    selected.reason === key.reason &&
    selected.store === key.store &&
    selected.source === key.source;
  return el(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-pressed': isSelected ? 'true' : 'false',
      'data-group': JSON.stringify([key.reason, key.store, key.source]),
      onclick: () => {
        onSelect(isSelected ? {} : key);
      },
    },
    words(key.reason ?? ''),
  );
}
