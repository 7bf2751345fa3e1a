import type { LetterSummary } from '../../dead-letters/letter.ts';
import { isShortId } from '../../dead-letters/letter.ts';
import {
  type LetterGroup,
  type LetterList,
  type ReasonGroups,
  totalsByReason,
} from '../../dead-letters/list.ts';
import { briefDetail, commandLine, duration, INCOMPLETE, iso } from '../output/format.ts';
import { madeOf } from '../output/json.ts';
import { type ClockScreen, paint, table, tableWithTexts } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import { counted, grouped } from '../../util/counted.ts';

/** Two days: a weekend may lie between the warning and the first person who reads it. */
const SOON_MS = 48 * 3_600_000;
/** Single letters below the table of groups. More would push that table off the screen. */
const SHOWN = 10;

/** A table of reasons and their groups, most letters first, and below it the letters that expire first. */
export function describeList(list: LetterList, screen: ClockScreen): string {
  const { letters, groups, total, complete } = list;
  const remark = complete ? [] : [list.stopped ? interrupted(list) : INCOMPLETE];
  if (total === 0 && list.stopped) return remark.join('');
  if (total === 0) return [noLetters(list), ...remark].join('\n\n');
  const now = screen.now();
  const expiring = letters.filter(({ expiresAt }) => expiresAt - now < SOON_MS).length;
  const soonest = list.soonestExpiry ?? now;
  const title = `${counted(total, 'dead letter')}. The first expires in ${duration(soonest - now)}, at ${iso(soonest)}.`;
  const warning = `SQS deletes ${counted(expiring, 'letter')} within 48 hours. Replay them, or save them with dlq export.`;
  const shown = letters.slice(0, SHOWN);
  const [first] = shown;
  return [
    title,
    ...(expiring > 0 ? [paint(screen, 'red', warning)] : []),
    table(
      GROUPS,
      totalsByReason(groups).flatMap((each) => reasonRows(each, now)),
      screen,
    ),
    shown.length === 1
      ? 'The letter that expires first:'
      : `The ${shown.length} letters that expire first:`,
    lettersUnderTitles(shown, letters, screen),
    [
      `To see one: ${commandLine(screen, `dlq show ${first === undefined ? '<id>' : harmless(shortIdOf(first, letters))}`)}`,
      `To see what a replay would do: ${commandLine(screen, 'dlq replay')}`,
    ].join('\n'),
    ...remark,
  ].join('\n\n');
}

const noLetters = ({ read = 0 }: LetterList): string =>
  read === 0
    ? 'There are no dead letters.'
    : `No dead letter matches (${grouped(read)} checked). Without options that select letters, all are listed.`;

const interrupted = ({ read = 0 }: LetterList): string =>
  `Interrupted after ${counted(read, 'letter')}: there can be more. Nothing was changed.`;

const GROUPS = [
  // Whole, as --reason takes it.
  { title: 'reason', isWhole: true },
  { title: 'store' },
  { title: 'source' },
  { title: 'letters', align: 'right' },
  { title: 'oldest', align: 'right' },
  { title: 'expires in', align: 'right' },
] as const;

/** One row for a reason with one group; else a row with its total, and its groups below. */
function reasonRows(total: ReasonGroups, now: number): readonly (readonly string[])[] {
  const [only, ...others] = total.groups;
  if (only !== undefined && others.length === 0) return [groupRow(only.reason, only, now)];
  const all = { ...total, store: counted(total.groups.length, 'group'), source: '' };
  const rest = total.groups.slice(MOST_GROUPS);
  return [
    groupRow(total.reason, all, now),
    ...total.groups.slice(0, MOST_GROUPS).map((one) => groupRow('', one, now)),
    ...(rest.length > 0 ? [groupRow('', restOf(rest), now)] : []),
  ];
}

/** Groups shown of one reason: each till may be a group of its own, and the other reasons must stay on the screen. */
const MOST_GROUPS = 10;

/** The groups that are not shown, in one row. */
const restOf = (groups: readonly LetterGroup[]): Row => ({
  store: `${grouped(groups.length)} more`,
  source: '--json shows all',
  count: groups.reduce((sum, { count }) => sum + count, 0),
  oldest: groups.reduce((least, { oldest }) => Math.min(least, oldest), Infinity),
  soonestExpiry: groups.reduce((least, one) => Math.min(least, one.soonestExpiry), Infinity),
});

type Row = Omit<LetterGroup, 'reason'>;

const groupRow = (title: string, group: Row, now: number): readonly string[] => [
  title,
  group.store ?? '–',
  group.source ?? '–',
  grouped(group.count),
  duration(now - group.oldest),
  duration(group.soonestExpiry - now),
];

const LETTERS = [
  { title: 'id', isWhole: true },
  { title: 'event' },
  { title: 'reason', isWhole: true },
  { title: 'store' },
  { title: 'replays', align: 'right' },
  { title: 'expires in', align: 'right' },
] as const;

/** What went wrong stands below its letter. */
function lettersUnderTitles(
  shown: readonly LetterSummary[],
  all: readonly LetterSummary[],
  screen: ClockScreen,
): string {
  const rows = shown.map((letter) => ({
    cells: [
      shortIdOf(letter, all),
      letter.eventId ?? '–',
      letter.reason,
      letter.store ?? '–',
      String(letter.replays),
      duration(letter.expiresAt - screen.now()),
    ],
    text: briefDetail(letter.detail ?? '–'),
  }));
  return tableWithTexts(LETTERS, rows, screen);
}

/** Letters of a message id that are shown at least, and that every command takes. */
const SHORT = 8;

/** The beginning of a message id that no other letter of the list has. */
function shortIdOf(
  { messageId }: Pick<LetterSummary, 'messageId'>,
  all: readonly Pick<LetterSummary, 'messageId'>[],
): string {
  const short = messageId.slice(0, SHORT);
  if (!isShortId(short)) return messageId;
  const isAlone = all.every(
    (one) => one.messageId === messageId || !one.messageId.startsWith(short),
  );
  return isAlone ? short : messageId;
}

/** The same as JSON, for `printJson`. */
export function listJson({ letters, groups, total, complete, ...ends }: LetterList): object {
  const reasons = totalsByReason(groups);
  return {
    total,
    complete,
    ...(ends.oldest !== undefined && { oldest: iso(ends.oldest) }),
    ...(ends.soonestExpiry !== undefined && { soonestExpiry: iso(ends.soonestExpiry) }),
    reasons: reasons.map(({ reason, count, ...times }) => ({ reason, count, ...isoTimes(times) })),
    groups: reasons.flatMap((one) =>
      one.groups.map(({ reason, store, source, count, ...times }) =>
        Object.assign({ reason, store, source, count }, isoTimes(times)),
      ),
    ),
    letters: madeOf(letters, letterJson),
  };
}

const isoTimes = ({
  oldest,
  soonestExpiry,
}: Pick<LetterGroup, 'oldest' | 'soonestExpiry'>): object => ({
  oldest: iso(oldest),
  soonestExpiry: iso(soonestExpiry),
});

/** One letter as JSON: times as ISO 8601. */
export function letterJson(letter: LetterSummary): object {
  const { firstSeenAt, failedAt, expiresAt, replayedAt, ...rest } = letter;
  return {
    ...rest,
    firstSeenAt: iso(firstSeenAt),
    failedAt: iso(failedAt),
    expiresAt: iso(expiresAt),
    ...(replayedAt !== undefined && { replayedAt: iso(replayedAt) }),
  };
}
