import type { ReplayedLetter, ReplayReport } from '../../dead-letters/replay/report.ts';
import { paint, type Screen, table } from '../output/table.ts';
import { harmless } from '../output/text.ts';
import { counted, INCOMPLETE, iso } from '../output/format.ts';

/** What a replay did, or would do. */
export function describeReplay(report: ReplayReport, screen: Screen): string {
  const { dryRun, selected, complete, stopped } = report;
  const remark = complete || stopped !== undefined ? [] : [INCOMPLETE];
  if (selected === 0) return ['No dead letter is selected.', ...remark].join('\n\n');
  return [
    ...(dryRun ? dryWords(report, screen) : liveWords(report, screen)),
    ...(stopped === undefined ? [] : [STOPPED[stopped]]),
    ...remark,
  ].join('\n\n');
}

const STOPPED = {
  limit: 'More letters are selected than --limit lets through.',
  failures:
    'Stopped: too many letters came back, or the queue took none. The others stay dead letters.',
  signal: 'Interrupted. What is not named as replayed stays a dead letter.',
  time: 'Stopped: no time was left. The others stay dead letters.',
} as const;

function dryWords(report: ReplayReport, screen: Screen): readonly string[] {
  const { selected, predicted, perLetter } = report;
  const going = perLetter.filter(({ action }) => action === 'held back').length;
  const { needsForce } = predicted;
  const often =
    needsForce > 0
      ? [
          `${counted(needsForce, 'letter')} of these was replayed three times or more: only --force replays such a letter again.`,
        ]
      : [];
  return [
    `Dry run: ${counted(selected, 'dead letter')}, nothing was changed.`,
    groupTable(perLetter, screen),
    `--execute would replay ${going} and leave ${selected - going}.`,
    ...often,
  ];
}

function liveWords(report: ReplayReport, screen: Screen): readonly string[] {
  const { perLetter, replayed, cameBack, replayedAt } = report;
  const left = perLetter.filter(({ action }) => action !== 'replayed');
  const whys = new Map<string, number>();
  for (const { why = 'unknown' } of left) whys.set(why, (whys.get(why) ?? 0) + 1);
  const back = cameBack.map(({ eventId, messageId, reason, detail }) =>
    harmless(`  ${eventId ?? messageId}  ${reason}${detail === undefined ? '' : `: ${detail}`}`),
  );
  const said = `Came back: ${cameBack.length}${cameBack.length > 0 ? `\n${back.slice(0, 10).join('\n')}` : ', as far as could be seen so far'}`;
  return [
    `Replayed ${counted(replayed, 'letter')} at ${iso(replayedAt)}.`,
    ...(left.length > 0
      ? [
          `Left as dead letters: ${left.length}\n${[...whys].map(([why, count]) => `  ${count}  ${why}`).join('\n')}`,
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
  readonly detail: string;
}

function groupTable(perLetter: readonly ReplayedLetter[], screen: Screen): string {
  const groups = new Map<string, PredictionGroup>();
  for (const { prediction, reason, store = '–', action, needsForce } of perLetter) {
    const isHeld = action === 'left' && needsForce === true && prediction.verdict !== 'fails';
    const words = isHeld ? 'needs --force' : wordsOf(prediction);
    const key = JSON.stringify([words, prediction.reason, reason, store]);
    const group = groups.get(key);
    const detail = group?.detail ?? prediction.detail ?? '–';
    groups.set(key, { words, now: reason, store, count: (group?.count ?? 0) + 1, detail });
  }
  const rows = [...groups.values()]
    .toSorted((a, b) => ORDER.indexOf(a.words) - ORDER.indexOf(b.words) || b.count - a.count)
    .map(({ words, now, store, count, detail }) => [words, now, store, String(count), detail]);
  return table(COLUMNS, rows, screen);
}

const ORDER = [
  'creates',
  'updates',
  'changes nothing',
  'delivers',
  'creates, if the shop lets it',
  'updates, if the shop lets it',
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
    return `${OUTCOMES[outcome]}${shopDecides === true ? ', if the shop lets it' : ''}`;
  if (verdict === 'delivers') return shopDecides === true ? 'the shop decides' : 'delivers';
  return verdict === 'skipped' ? 'is skipped' : 'fails again';
};

const COLUMNS = [
  { title: 'a replay' },
  { title: 'was' },
  { title: 'store' },
  { title: 'letters', align: 'right' },
  { title: 'first detail' },
] as const;

/** The same for programs. */
export const replayJson = ({ replayedAt, ...report }: ReplayReport): object => ({
  ...report,
  replayedAt: iso(replayedAt),
});
