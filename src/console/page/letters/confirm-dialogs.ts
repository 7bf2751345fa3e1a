import { counted, grouped } from '../../../util/counted.ts';
import type { PlanResponse, SelectedLetters } from '../../letter-responses.ts';
import type { JobStatus } from '../../responses.ts';
import { post } from '../api.ts';
import { type Child, el, newId } from '../dom.ts';

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
  const isSure = await confirmNumber({
    action: `Discard ${number}`,
    count: selection.count,
    text:
      `This removes ${number} from the queue without delivery. A copy is first saved in the folder where the ` +
      'console was started. To restore it, run signup-relay dlq import.',
    fields: [el('label', { for: 'why' }, 'Why (no personal data)'), why],
  });
  if (!isSure) return undefined;
  const { filter, readAt, count } = selection;
  return async () => post('/api/discards', { filter, readAt, count, why: why.value });
}

/** Asks for the number of letters before a replay of some that will fail. */
export const confirmReplay = async ({
  total,
  failing,
  needsForce,
}: Pick<PlanResponse, 'total' | 'failing' | 'needsForce'>): Promise<boolean> =>
  confirmNumber({
    action: `Replay ${counted(total, 'letter')}`,
    count: total,
    text: [
      failing > 0 && `Would fail again: ${grouped(failing)}.`,
      needsForce > 0 && `Replayed three times or more: ${grouped(needsForce)}.`,
      'A letter that fails again becomes a dead letter again.',
    ]
      .filter((text) => text !== false)
      .join(' '),
  });

interface Question {
  /** The title, and the text of the button. */
  readonly action: string;
  /** The number to type. */
  readonly count: number;
  readonly text: string;
  /** Above the number. The first field gets the focus. */
  readonly fields?: readonly Child[];
}

/** A dialog that goes on only after the number was typed. */
async function confirmNumber({ action, count, text, fields = [] }: Question): Promise<boolean> {
  const titleId = newId('dialog');
  const typed = el('input', {
    id: 'typed',
    required: true,
    inputmode: 'numeric',
    autocomplete: 'off',
    pattern: String(count),
    title: `Type ${count}`,
  });
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', { id: titleId }, action),
    el('p', {}, text),
    ...fields,
    el('label', { for: 'typed' }, `Type ${count} to confirm`),
    typed,
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'submit', class: 'danger', value: 'confirm' }, action),
      el('button', { type: 'submit', value: 'cancel', formnovalidate: true }, 'Cancel'),
    ),
  );
  const dialog = el('dialog', { 'aria-labelledby': titleId }, form);
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector('input')?.focus();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === 'confirm';
}
