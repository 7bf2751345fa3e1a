import type { JobAnswer } from '../../answers.ts';
import type { PlanAnswer } from '../../letter-answers.ts';
import { post } from '../api.ts';
import { el } from '../dom.ts';
import { letters } from '../format.ts';

/** How to replay the letters of a dry run. */
export function replayForm(
  plan: PlanAnswer,
  run: (start: () => Promise<JobAnswer>) => Promise<unknown>,
): HTMLElement {
  const passing = plan.passing > 0;
  const which = radio('Those that would pass', plan.passing, passing, !passing);
  const all = radio('All of them', plan.total, !passing, plan.total === 0);
  const rate = number('rate', 'Letters a second', 10, 1, 300);
  const first = number('first', 'Canary: so many first', undefined, 1, plan.total);
  const failures = number('failures', 'Stop when more come back than', undefined, 0, plan.total);
  const button = el('button', { type: 'submit', class: 'primary' });
  const say = (): void => {
    button.textContent = `Replay ${letters(which.input.checked ? plan.passing : plan.total)}`;
    button.disabled = plan.total === 0;
  };
  say();
  return el(
    'form',
    {
      class: 'replay',
      onchange: say,
      onsubmit: (event) => {
        event.preventDefault();
        void run(async () =>
          post(`/api/plans/${plan.plan}/replay`, {
            which: which.input.checked ? 'passing' : 'all',
            rate: rate.input.valueAsNumber,
            ...given('first', first.input.valueAsNumber),
            ...given('maxFailures', failures.input.valueAsNumber),
          }),
        );
      },
    },
    el('fieldset', {}, el('legend', {}, 'Replay'), which.label, all.label),
    rate.label,
    first.label,
    failures.label,
    button,
  );
}

/** An empty field is none. */
const given = (name: string, value: number): object =>
  Number.isNaN(value) ? {} : { [name]: value };

interface Field {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
}

function radio(text: string, many: number, checked: boolean, disabled: boolean): Field {
  const input = el('input', { type: 'radio', name: 'which', checked, disabled });
  return { input, label: el('label', {}, input, ` ${text} (${many.toLocaleString('en')})`) };
}

function number(
  name: string,
  text: string,
  value: number | undefined,
  min: number,
  max: number,
): Field {
  const input = el('input', {
    type: 'number',
    name,
    min,
    max,
    value,
    required: value !== undefined,
    placeholder: value === undefined ? 'none' : undefined,
  });
  return { input, label: el('label', { class: 'field' }, el('span', {}, text), input) };
}
