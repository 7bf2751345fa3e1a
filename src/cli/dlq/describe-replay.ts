import type { ReplayedLetter, ReplayReport } from '../../dead-letters/replay/report.ts';
import { keptBackNotes } from '../../event/left-out.ts';
import { paint, type Screen, tableWithTexts } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import { briefDetail, INCOMPLETE, INTERRUPTED, iso } from '../output/format.ts';
import { counted, grouped } from '../../util/counted.ts';

/**
 * The result of a replay, or of its dry run.
 *
 * @param isFiltered whether an option selects letters; without one, `--execute` needs `--all`.
 */
export function describeReplay(report: ReplayReport, screen: Screen, isFiltered = true): string {
  const { dryRun, selected, complete, stopped } = report;
  const remark = complete || stopped !== undefined ? [] : [INCOMPLETE];
  if (selected === 0 && stopped === 'signal') return INTERRUPTED;
  if (selected === 0) return ['No matching dead letters.', ...remark].join('\n\n');
  return [
    ...(dryRun ? describeDryRun(report, screen, isFiltered) : describeRun(report, screen)),
    ...(stopped === undefined ? [] : [STOPPED[stopped]]),
    ...remark,
  ].join('\n\n');
}

const STOPPED = {
  limit: 'More letters match than --limit allows.',
  failures:
    'Stopped: too many letters came back, or the queue accepted none. The rest stay in the dead-letter queue.',
  signal: 'Interrupted. Letters that were not replayed stay in the dead-letter queue.',
  time: 'Stopped: out of time. The rest stay in the dead-letter queue.',
} as const;

function describeDryRun(
  report: ReplayReport,
  screen: Screen,
  isFiltered: boolean,
): readonly string[] {
  const { selected, predicted, perLetter } = report;
  const going = perLetter.filter(({ action }) => action === 'held back').length;
  const { needsForce } = predicted;
  const often =
    needsForce > 0
      ? [
          `Replayed three times or more already: ${counted(needsForce, 'letter')}. Add --force to replay again.`,
        ]
      : [];
  return [
    `Dry run: ${counted(selected, 'dead letter')}, nothing was changed.`,
    groupTable(perLetter, screen),
    ...describeKeptBack(perLetter),
    `${isFiltered ? '' : '--all '}--execute would replay ${going} and leave ${selected - going}.`,
    ...often,
  ];
}

/** Letters shown one by one. */
const MOST_LETTERS = 20;

function describeKeptBack(perLetter: readonly ReplayedLetter[]): readonly string[] {
  const all = perLetter.flatMap(({ eventId, messageId, prediction }) => {
    const notes = keptBackNotes(prediction);
    return notes.length > 0 ? [harmless(`  ${eventId ?? messageId}  ${notes.join('; ')}`)] : [];
  });
  if (all.length === 0) return [];
  const more = all.length - MOST_LETTERS;
  const lines = [
    'Delivered without some parts:',
    ...all.slice(0, MOST_LETTERS),
    ...(more > 0 ? [`  … and ${counted(more, 'letter')} more; --json shows all`] : []),
  ];
  return [lines.join('\n')];
}

function describeRun(report: ReplayReport, screen: Screen): readonly string[] {
  const { perLetter, replayed, cameBack, replayedAt } = report;
  const left = perLetter.filter(({ action }) => action !== 'replayed');
  const whys = new Map<string, number>();
  for (const { why = 'unknown' } of left) whys.set(why, (whys.get(why) ?? 0) + 1);
  const back = cameBack.map(({ eventId, messageId, reason, detail }) =>
    harmless(`  ${eventId ?? messageId}  ${reason}${detail === undefined ? '' : `: ${detail}`}`),
  );
  const more = back.length - MOST_LETTERS;
  const shown = [
    ...back.slice(0, MOST_LETTERS),
    ...(more > 0 ? [`  … and ${counted(more, 'letter')} more; dlq list shows them`] : []),
  ];
  const said = `Came back as dead letters: ${cameBack.length}${shown.length > 0 ? `\n${shown.join('\n')}` : ' so far'}`;
  return [
    `Replayed ${counted(replayed, 'letter')} at ${iso(replayedAt)}.`,
    ...(left.length > 0
      ? [
          `Not replayed: ${left.length}\n${[...whys].map(([why, count]) => `  ${count}  ${harmless(why)}`).join('\n')}`,
        ]
      : []),
    cameBack.length > 0 ? paint(screen, 'red', said) : said,
  ];
}

interface PredictionGroup {
  readonly words: string;
  readonly now: string;
  readonly store: string;
  readonly count: number;
  /** Of the first letter. */
  readonly detail: string | undefined;
}

function groupTable(perLetter: readonly ReplayedLetter[], screen: Screen): string {
  const groups = new Map<string, PredictionGroup>();
  for (const { prediction, reason, store = '–', action, needsForce } of perLetter) {
    const isHeld = action === 'left' && needsForce === true && prediction.verdict !== 'fails';
    const words = isHeld ? 'needs --force' : wordsOf(prediction);
    const key = JSON.stringify([words, prediction.reason, reason, store]);
    const group = groups.get(key);
    const detail = group?.detail ?? prediction.detail;
    groups.set(key, { words, now: reason, store, count: (group?.count ?? 0) + 1, detail });
  }
  const rows = [...groups.values()]
    .toSorted((a, b) => ORDER.indexOf(a.words) - ORDER.indexOf(b.words) || b.count - a.count)
    .map(({ words, now, store, count, detail }) => ({
      cells: [words, now, store, grouped(count)],
      text: detail === undefined ? '' : `${count > 1 ? 'the first: ' : ''}${briefDetail(detail)}`,
    }));
  return tableWithTexts(COLUMNS, rows, screen);
}

const ORDER = [
  'creates',
  'updates',
  'changes nothing',
  'delivers',
  'creates, if the shop agrees',
  'updates, if the shop agrees',
  'the shop decides',
  'is skipped',
  'has to wait',
  'needs --force',
  'fails again',
];

const OUTCOMES = {
  created: 'creates',
  updated: 'updates',
  unchanged: 'changes nothing',
  waits: 'has to wait',
} as const;

const wordsOf = ({ verdict, shopDecides, outcome }: ReplayedLetter['prediction']): string => {
  if (outcome !== undefined && verdict === 'delivers')
    return `${OUTCOMES[outcome]}${shopDecides === true ? ', if the shop agrees' : ''}`;
  if (verdict === 'delivers') return shopDecides === true ? 'the shop decides' : 'delivers';
  return verdict === 'skipped' ? 'is skipped' : 'fails again';
};

const COLUMNS = [
  { title: 'a replay' },
  { title: 'reason', isWhole: true },
  { title: 'store' },
  { title: 'letters', align: 'right' },
] as const;

/** The same as JSON. */
export const replayJson = ({ replayedAt, ...report }: ReplayReport): object => ({
  ...report,
  replayedAt: iso(replayedAt),
});
