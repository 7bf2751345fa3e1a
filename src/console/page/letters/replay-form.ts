import type { JobStatus } from '../../responses.ts';
import type { PlanResponse } from '../../letter-responses.ts';
import { post } from '../api.ts';
import { el } from '../dom.ts';
import { counted, grouped } from '../../../util/counted.ts';
import { confirmReplay } from './confirm-dialogs.ts';

interface Option {
  readonly which: 'passing' | 'undecided' | 'all';
  readonly text: string;
  readonly count: number;
  /** Only what would pass is offered in green. What would fail needs the same confirmation as a discard. */
  readonly level: 'primary' | '' | 'danger';
}

function optionsOf({
  passing,
  shopDecides,
  failing,
  needsForce,
  total,
}: PlanResponse): readonly Option[] {
  const also = passing > 0 ? 'Also letters' : 'Letters';
  const options: readonly Option[] = [
    { which: 'passing', text: 'Letters that would pass', count: passing, level: 'primary' },
    {
      which: 'undecided',
      text: `${also} that the shop decides about`,
      count: shopDecides > 0 ? passing + shopDecides : 0,
      level: '',
    },
    {
      which: 'all',
      text: passing + shopDecides > 0 ? 'All letters, also those that would fail' : 'All letters',
      count: failing + needsForce > 0 ? total : 0,
      level: 'danger',
    },
  ];
  return options.filter(({ count }) => count > 0);
}

/** Which letters of a dry run to replay, the speed, the canary and the stop rule. @returns undefined if there are no letters. */
export function replayForm(
  plan: PlanResponse,
  run: (start: () => Promise<JobStatus>) => Promise<unknown>,
): HTMLElement | undefined {
  const options = optionsOf(plan);
  const [first] = options;
  if (first === undefined) return undefined;
  const radios = options.map((option) => radio(option, option === first));
  const rate = number('rate', 'Letters per second', 10, 1, 300);
  const canary = number('first', 'Canary: letters to replay first', undefined, 1, plan.total);
  const failures = number('failures', 'Stop if more than this come back', undefined, 0, plan.total);
  const button = el('button', { type: 'submit' });
  const chosen = (): Option => options[radios.findIndex(({ input }) => input.checked)] ?? first;
  const showChoice = (): void => {
    const { count, level } = chosen();
    button.className = level;
    button.textContent = `Replay ${counted(count, 'letter')}${level === 'danger' ? ' …' : ''}`;
  };
  const replay = async (): Promise<void> => {
    const { which, count } = chosen();
    if (which === 'all' && !(await confirmReplay(plan))) {
      button.focus();
      return;
    }
    await run(async () =>
      post(`/api/plans/${plan.plan}/replay`, {
        which,
        count,
        rate: rate.input.valueAsNumber,
        ...given('first', canary.input.valueAsNumber),
        ...given('maxFailures', failures.input.valueAsNumber),
      }),
    );
  };
  showChoice();
  return el(
    'form',
    {
      class: 'replay',
      onchange: showChoice,
      onsubmit: (event) => {
        event.preventDefault();
        void replay();
      },
    },
    el('fieldset', {}, el('legend', {}, 'Replay'), ...radios.map(({ label }) => label)),
    rate.label,
    canary.label,
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

function radio({ text, count }: Option, checked: boolean): Field {
  const input = el('input', { type: 'radio', name: 'which', checked });
  return { input, label: el('label', {}, input, ` ${text} (${grouped(count)})`) };
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
