import type { ChangedValue } from '../../dead-letters/correct/changes.ts';
import type { CorrectionReport, CorrectionStep } from '../../dead-letters/correct/correct.ts';
import { toSummary } from '../../dead-letters/letter.ts';
import { showName } from '../../event/issues.ts';
import { type Screen, table } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import { describePrediction, keptBackOf } from './describe-letter.ts';
import { letterJson } from './describe-list.ts';

interface ShownCorrection {
  readonly report: CorrectionReport;
  /** Where the original is, or would be. */
  readonly file: string;
  readonly reveal: boolean;
}

/** The difference, the prediction, and what was done. */
export function describeCorrection(
  { report: { step, plan }, file, reveal }: ShownCorrection,
  screen: Pick<Screen, 'columns'>,
): string {
  const { letter, changes, person, correctionOf, eventId, source, time } = plan;
  const facts: readonly (readonly [string, string])[] = [
    ['letter', letter.messageId],
    ...(person ? [['person', `${person.number} of ${person.of}`] as const] : []),
    ['event', `${correctionOf} → ${eventId}`],
    ['source', source],
    ['time', time],
  ];
  const { head, about, end } = correctionTexts({ step, plan }, file);
  return [
    head,
    facts.map(([name, value]) => `${name.padEnd(8)}${harmless(value)}`).join('\n'),
    table(
      COLUMNS,
      changes.map((change) => rowOf(change, reveal)),
      screen,
    ),
    reveal ? 'Values are shown: this is personal data.' : 'Values are masked; --reveal shows them.',
    ...about.map(harmless),
    end ??
      '--execute writes the original to a file, sends the corrected event and removes the letter.',
  ].join('\n\n');
}

/** The sentences about a correction: what was done, the prediction and the other people, and what follows. */
export function correctionTexts(
  { step, plan: { prediction, rest, earlier } }: CorrectionReport,
  file: string,
) {
  const about = [
    ...(earlier === undefined
      ? []
      : [
          `A correction with other values was begun before: its event ${earlier} may be on the queue. This one is newer.`,
        ]),
    describePrediction(prediction, 'The corrected event'),
    ...keptBackOf(prediction),
    ...(rest ? [describeRest(rest.entries, rest.to)] : []),
  ];
  return { head: HEADS[step], about, end: endOf(step, file) };
}

/** The same as JSON. */
export const correctionJson = ({
  report: { step, plan },
  file,
  reveal,
}: ShownCorrection): object => {
  const { letter, changes, person, correctionOf, eventId, source, time, prediction, rest } = plan;
  const isKept = step !== 'dry run' && step !== 'fails again';
  return {
    step,
    letter: letterJson(toSummary(letter)),
    ...(person && { person }),
    correctionOf,
    eventId,
    source,
    time,
    changes: changes.map((change) => {
      const [field, before, after] = rowOf(change, reveal);
      return { field, before, after };
    }),
    prediction,
    ...(plan.earlier !== undefined && { earlier: plan.earlier }),
    ...(rest && { others: { entries: rest.entries, to: rest.to, prediction: rest.prediction } }),
    ...(isKept && { file }),
  };
};

const COLUMNS = [{ title: 'field' }, { title: 'before' }, { title: 'after' }] as const;

const MASK = '•••';

/** Fields that say nothing about who a person is. */
const READABLE =
  /^(?:store|options\..*|consent\.(?:email|sms)\.(?:state|at)|customer\.addresses\.\d+\.default)$/;

/** The field, its value before and after. */
export function rowOf(change: ChangedValue, reveal: boolean): readonly [string, string, string] {
  const { path } = change;
  const isShown = reveal || READABLE.test(path);
  const show = (side: 'before' | 'after'): string => {
    if (!(side in change)) return '–';
    const value = change[side];
    if (value === null) return 'null';
    return isShown ? JSON.stringify(value) : MASK;
  };
  const name = path
    .split('.')
    .map((one) => (reveal ? one : showName(one)))
    .join('.');
  return [name, show('before'), show('after')];
}

const HEADS: Readonly<Record<CorrectionStep, string>> = {
  'dry run': 'Dry run: nothing was changed.',
  'fails again': 'Nothing was sent: the corrected event would fail again.',
  'not archived': 'Nothing was sent: the archive did not take the original.',
  'not sent': 'The queue did not take the corrected event. The letter stays.',
  'not removed': 'The corrected event is on the queue, but the letter is still there.',
  done: 'Corrected: the event is on the queue, and the letter is removed.',
};

const describeRest = (entries: number, to: 'signups' | 'deadLetters'): string => {
  const others = entries === 1 ? 'The other entry' : `The other ${entries} entries`;
  return to === 'signups'
    ? `${others} of the letter pass all checks: the delivery goes back on the queue without this person. What was delivered already stays unchanged.`
    : `${others} of the letter cannot be delivered yet: a letter without this person stays for them.`;
};

function endOf(step: CorrectionStep, file: string): string | undefined {
  if (step === 'dry run') return undefined;
  if (step === 'fails again') return 'Correct the named fields too, or the configuration.';
  const kept = `The original and the reason are in ${file}. It holds personal data: delete the file when you do not need it any more.`;
  return step === 'done'
    ? kept
    : `${kept} Repeat the correction: it sends the same event, so nothing is doubled.`;
}
