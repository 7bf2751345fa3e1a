import type { SelectedLetters } from '../../letter-responses.ts';
import type { JobStatus } from '../../responses.ts';
import { post } from '../api.ts';
import { el } from '../dom.ts';
import { counted } from '../../../util/counted.ts';

/** The letters that an action is for. */
export interface CountedLetters extends SelectedLetters {
  readonly count: number;
}

/** Asks for the reason and the number of letters. @returns how to discard them; undefined if cancelled. */
export async function askDiscard(
  selection: CountedLetters,
): Promise<(() => Promise<JobStatus>) | undefined> {
  const number = counted(selection.count, 'letter');
  const why = el('input', { id: 'why', required: true, maxlength: 500, autocomplete: 'off' });
  const typed = el('input', {
    id: 'typed',
    required: true,
    inputmode: 'numeric',
    autocomplete: 'off',
    pattern: String(selection.count),
    title: `Type ${selection.count}`,
  });
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', { id: 'discard-title' }, `Discard ${number}`),
    el(
      'p',
      {},
      `This removes ${number} from the queue without delivery. A copy is first saved in the folder where the `,
      'console was started. To restore it, run signup-relay dlq import.',
    ),
    el('label', { for: 'why' }, 'Why (no personal data)'),
    why,
    el('label', { for: 'typed' }, `Type ${selection.count} to confirm`),
    typed,
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'submit', class: 'danger', value: 'discard' }, `Discard ${number}`),
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
  const { filter, readAt, count } = selection;
  return async () => post('/api/discards', { filter, readAt, count, why: why.value });
}
