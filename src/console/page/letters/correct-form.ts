import type {
  CorrectionQuery,
  CorrectionResponse,
  LetterResponse,
} from '../../letter-responses.ts';
import { messageOf, post } from '../api.ts';
import { htmlTable } from '../components/table.ts';
import { type Child, el, fill } from '../dom.ts';

/** Fields that are corrected most. Any other path can be typed. */
const PATHS = [
  'customer.phone',
  'customer.email',
  'customer.name',
  'customer.birthday',
  'customer.addresses.0.countryCode',
  'consent.email.state',
  'consent.sms.state',
  'store',
];

interface Row {
  readonly element: HTMLElement;
  readonly path: HTMLInputElement;
  readonly value: HTMLInputElement;
  readonly remove: HTMLInputElement;
}

/**
 * Corrects fields of one letter: first shows the difference, then sends the corrected event.
 *
 * @param onDone called with the result after the letter is gone, or may be gone.
 */
export function correctForm(
  { letter, revealed, uncorrectable }: LetterResponse,
  onDone: (result: HTMLElement) => void,
): HTMLElement {
  if (uncorrectable !== undefined) return card(el('p', { class: 'quiet' }, uncorrectable));
  const rows: Row[] = [];
  const fields = el('div', { class: 'fields' });
  const result = el('div', { tabindex: -1, 'aria-live': 'polite' });
  const why = el('input', {
    id: 'correct-why',
    required: true,
    maxlength: 500,
    autocomplete: 'off',
  });
  const person = el('input', {
    type: 'number',
    id: 'correct-person',
    min: 1,
    placeholder: 'the one that fails',
  });
  const patch = el('textarea', {
    id: 'correct-patch',
    rows: 3,
    maxlength: 100_000,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: '{ "customer": { "birthday": null } }',
  });
  const proof = el('input', { type: 'checkbox', id: 'correct-proof' });
  const addRow = (): void => {
    const row = fieldRow(rows.length + 1);
    rows.push(row);
    fields.append(row.element);
  };
  const query = (): Omit<CorrectionQuery, 'messageId' | 'execute'> => {
    const named = rows.filter(({ path }) => path.value.trim() !== '');
    const pathOf = ({ path }: Row): string => path.value.trim();
    return {
      set: named
        .filter(({ remove }) => !remove.checked)
        .map((row) => `${pathOf(row)}=${row.value.value}`),
      remove: named.filter(({ remove }) => remove.checked).map(pathOf),
      ...(patch.value.trim() !== '' && { patch: patch.value }),
      why: why.value,
      hasProof: proof.checked,
      ...(Number.isNaN(person.valueAsNumber) ? {} : { person: person.valueAsNumber }),
      reveal: revealed,
    };
  };
  const ask = async (asked: ReturnType<typeof query>, execute: boolean): Promise<void> => {
    form.inert = true;
    fill(result, el('p', { class: 'quiet' }, execute ? 'Sending …' : 'Reading …'));
    try {
      const path = `/api/letters/${encodeURIComponent(letter.messageId)}/correction`;
      const response = await post<CorrectionResponse>(path, { ...asked, execute });
      const shown = correctionResult(response, async () => ask(asked, true));
      fill(result, shown);
      if (response.step === 'done') onDone(shown);
    } catch (error) {
      fill(result, el('p', { class: 'wrong-input', role: 'alert' }, messageOf(error)));
    }
    form.inert = false;
    result.focus();
  };
  const form = el(
    'form',
    {
      class: 'correct',
      // What is shown must be what is sent.
      oninput: () => fill(result),
      onsubmit: (event) => {
        event.preventDefault();
        void ask(query(), false);
      },
    },
    el('datalist', { id: 'correct-paths' }, ...PATHS.map((value) => el('option', { value }))),
    fields,
    el('button', { type: 'button', onclick: addRow }, 'Another field'),
    el(
      'details',
      {},
      el('summary', {}, 'Several fields at once: a JSON Merge Patch'),
      label('Patch for data; null removes a value, and the lines above apply after it', patch),
    ),
    label('Why', why),
    label('Person, if the letter holds several', person),
    el('label', {}, proof, ' I can show that the person agreed (needed to grant a consent)'),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'submit', class: 'primary' }, 'Show the difference'),
    ),
  );
  addRow();
  return card(
    el(
      'p',
      { class: 'quiet' },
      'One field is wrong: correct it here. Paths lead into data, such as customer.addresses.0.city. The value null clears a field in the shop.',
    ),
    form,
    result,
  );
}

const card = (...content: readonly Child[]): HTMLElement =>
  el(
    'section',
    { class: 'card', 'aria-labelledby': 'correct' },
    el('h2', { id: 'correct' }, 'Correct'),
    ...content,
  );

function fieldRow(number: number): Row {
  const path = el('input', {
    id: `correct-path-${number}`,
    list: 'correct-paths',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const value = el('input', {
    id: `correct-value-${number}`,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const remove = el('input', {
    type: 'checkbox',
    onchange: () => {
      value.disabled = remove.checked;
    },
  });
  const element = el(
    'div',
    { class: 'field-row' },
    label('Field', path),
    label('New value', value),
    el('label', {}, remove, ' remove it'),
  );
  return { element, path, value, remove };
}

const label = (text: string, input: HTMLInputElement | HTMLTextAreaElement): HTMLElement =>
  el('label', { class: 'field', for: input.id }, el('span', {}, text), input);

/** The difference, the prediction, and the button that sends the event. */
function correctionResult(response: CorrectionResponse, send: () => Promise<void>): HTMLElement {
  const { step, correctionOf, eventId, person, changes, passes, head, about, end } = response;
  const table = htmlTable('Difference', [
    { title: 'field', breaks: true },
    { title: 'before', breaks: true },
    { title: 'after', breaks: true },
  ]);
  table.update(changes);
  const isDry = step === 'dry run';
  const lines: readonly Child[] = about.map((text) => el('p', {}, text));
  return el(
    'div',
    {
      class:
        step === 'done' || isDry ? 'card result correction' : 'card result correction attention',
    },
    el('h3', {}, head),
    el('p', {}, `Event ${correctionOf} → ${eventId}`),
    person !== undefined && el('p', {}, `Person ${person.number} of ${person.of}`),
    table.element,
    ...lines,
    end !== undefined && el('p', {}, end),
    isDry &&
      passes &&
      el(
        'button',
        { type: 'button', class: 'primary', onclick: () => void send() },
        'Send the corrected event',
      ),
  );
}
