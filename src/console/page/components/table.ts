import { type Child, el, fill, newId } from '../dom.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Whether long values may break anywhere; others stay on one line. */
  readonly breaks?: boolean;
  /** The title is for screen readers only. */
  readonly hideTitle?: boolean;
}

export type Cells = readonly Child[];

export interface Table {
  readonly element: HTMLElement;
  readonly body: HTMLTableSectionElement;
  readonly update: (rows: readonly Cells[]) => void;
}

/**
 * A table that scrolls sideways if it is too wide. On a narrow screen each row becomes a block with the titles beside
 * the values. The explicit roles keep it a table for screen readers.
 *
 * @param nameAt index of the column that names the row.
 */
export function htmlTable(caption: string, columns: readonly Column[], nameAt = 0): Table {
  const id = newId('table');
  const body = el('tbody', { role: 'rowgroup' });
  const element = el(
    'div',
    { class: 'scroll', role: 'region', 'aria-labelledby': id },
    el(
      'table',
      { role: 'table', 'aria-labelledby': id },
      el('caption', { id, class: 'hidden' }, caption),
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...columns.map(headOf))),
      body,
    ),
  );
  const cell = (child: Child, at: number): HTMLElement => {
    const { title, align, breaks = false } = columns[at] ?? { title: '' };
    const attributes = {
      class: [align, breaks && 'breaks'].filter(Boolean).join(' '),
      'data-title': title,
    };
    return at === nameAt
      ? el('th', { ...attributes, scope: 'row', role: 'rowheader' }, child)
      : el('td', { ...attributes, role: 'cell' }, child);
  };
  new ResizeObserver(() => {
    // Only a table that scrolls needs keyboard focus.
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }).observe(element);
  const update = (rows: readonly Cells[]): void => {
    fill(body, ...rows.map((row) => el('tr', { role: 'row' }, ...row.map(cell))));
  };
  return { element, body, update };
}

const headOf = ({ title, align, hideTitle }: Column): HTMLElement =>
  el(
    'th',
    { scope: 'col', role: 'columnheader', class: align },
    el('span', { class: hideTitle && 'hidden' }, title),
  );
