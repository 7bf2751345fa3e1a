import type { JobAnswer } from '../../answers.ts';
import { post } from '../api.ts';
import { el } from '../dom.ts';
import { letters } from '../format.ts';
import type { Chosen } from './selection.ts';

/** Asks why, and for the number of letters. @returns how to discard them; undefined where the person thought better of it. */
export async function askDiscard(chosen: Chosen): Promise<(() => Promise<JobAnswer>) | undefined> {
  const many = letters(chosen.count);
  const why = el('input', { id: 'why', required: true, maxlength: 500, autocomplete: 'off' });
  const typed = el('input', {
    id: 'typed',
    required: true,
    inputmode: 'numeric',
    autocomplete: 'off',
    pattern: String(chosen.count),
    title: `Type ${chosen.count}`,
  });
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', { id: 'discard-title' }, `Discard ${many}`),
    el(
      'p',
      {},
      `This takes ${many} out of the queue; nothing of them is delivered. A copy is written to a file first, `,
      'in the folder where the console was started: signup-relay dlq import brings it back.',
    ),
    el('label', { for: 'why' }, 'Why (no personal data)'),
    why,
    el('label', { for: 'typed' }, `Type ${chosen.count} to confirm`),
    typed,
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'submit', class: 'danger', value: 'discard' }, `Discard ${many}`),
      el('button', { type: 'submit', value: 'cancel', formnovalidate: true }, 'Cancel'),
    ),
  );
  const dialog = el('dialog', { 'aria-labelledby': 'discard-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  why.focus();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  dialog.remove();
  if (dialog.returnValue !== 'discard') return undefined;
  const { filter, lookedAt, count } = chosen;
  return async () => post('/api/discards', { filter, lookedAt, count, why: why.value });
}
