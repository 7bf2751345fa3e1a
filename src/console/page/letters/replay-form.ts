import type { JobStatus } from '../../responses.ts';
import type { PlanResponse } from '../../letter-responses.ts';
import { post } from '../api.ts';
import { el } from '../dom.ts';
import { counted } from '../../../util/counted.ts';

/** Speed, canary and stop rule for replaying the letters of a dry run. */
export function replayForm(
  plan: PlanResponse,
  run: (start: () => Promise<JobStatus>) => Promise<unknown>,
): HTMLElement {
  const passing = plan.passing > 0;
  const onlyPassing = radio('Letters that would pass', plan.passing, passing, !passing);
  const all = radio('All letters', plan.total, !passing, plan.total === 0);
  const rate = number('rate', 'Letters per second', 10, 1, 300);
  const first = number('first', 'Canary: letters to replay first', undefined, 1, plan.total);
  const failures = number('failures', 'Stop if more than this come back', undefined, 0, plan.total);
  const button = el('button', { type: 'submit', class: 'primary' });
  const showCount = (): void => {
    button.textContent = `Replay ${counted(onlyPassing.input.checked ? plan.passing : plan.total, 'letter')}`;
    button.disabled = plan.total === 0;
  };
  showCount();
  return el(
    'form',
    {
      class: 'replay',
      onchange: showCount,
      onsubmit: (event) => {
        event.preventDefault();
        void run(async () =>
          post(`/api/plans/${plan.plan}/replay`, {
            which: onlyPassing.input.checked ? 'passing' : 'all',
            rate: rate.input.valueAsNumber,
            ...given('first', first.input.valueAsNumber),
            ...given('maxFailures', failures.input.valueAsNumber),
          }),
        );
      },
    },
    el('fieldset', {}, el('legend', {}, 'Replay'), onlyPassing.label, all.label),
    rate.label,
    first.label,
    failures.label,
    button,
  );
}

/** An empty field is left out. */
const given = (name: string, value: number): object =>
  Number.isNaN(value) ? {} : { [name]: value };

interface Field {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
}

function radio(text: string, count: number, checked: boolean, disabled: boolean): Field {
  const input = el('input', { type: 'radio', name: 'which', checked, disabled });
  return { input, label: el('label', {}, input, ` ${text} (${count.toLocaleString('en')})`) };
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
