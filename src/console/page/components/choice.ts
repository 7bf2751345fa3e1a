import { el, newId } from '../dom.ts';

interface Choice<T> {
  readonly value: T;
  readonly text: string;
}

/** Radio buttons that look like one switch. */
export function choice<T>(
  label: string,
  choices: readonly Choice<T>[],
  chosen: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const name = newId('choice');
  const options = choices.map(({ value, text }) =>
    el(
      'label',
      {},
      el('input', {
        type: 'radio',
        name,
        checked: value === chosen,
        onchange: () => {
          onChoose(value);
        },
      }),
      el('span', {}, text),
    ),
  );
  return el('fieldset', { class: 'choice' }, el('legend', { class: 'hidden' }, label), ...options);
}
