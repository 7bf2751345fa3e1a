import type { LetterGroup, LetterList } from '../../dead-letters/list.ts';
import type { LetterSummary } from '../../dead-letters/letter.ts';
import { paint, type ClockScreen, table } from '../output/table.ts';
import { INCOMPLETE, iso, duration } from '../output/format.ts';
import { counted } from '../../util/counted.ts';

/** Two days: a weekend may lie between the warning and the next working day. */
const SOON_MS = 48 * 3_600_000;
/** Single letters below the table of groups. More would push that table off the screen. */
const SHOWN = 10;

/** A table of groups, and below it the letters that expire first. Both start with the first to expire. */
export function describeList(list: LetterList, screen: ClockScreen): string {
  const { letters, groups, total, complete } = list;
  const remark = complete ? [] : [INCOMPLETE];
  if (total === 0) return ['There are no dead letters.', ...remark].join('\n\n');
  const now = screen.now();
  const expiring = letters.filter(({ expiresAt }) => expiresAt - now < SOON_MS).length;
  const soonest = list.soonestExpiry ?? now;
  const title = `${counted(total, 'dead letter')}. The first expires in ${duration(soonest - now)}, at ${iso(soonest)}.`;
  const warning = `SQS deletes ${counted(expiring, 'letter')} within 48 hours. Replay them, or save them with dlq export.`;
  const shown = letters.slice(0, SHOWN);
  return [
    title,
    ...(expiring > 0 ? [paint(screen, 'red', warning)] : []),
    table(
      GROUPS,
      groups.map((group) => groupRow(group, now)),
      screen,
    ),
    `The ${shown.length === 1 ? 'letter' : `${shown.length} letters`} that expire${shown.length === 1 ? 's' : ''} first:`,
    table(
      LETTERS,
      shown.map((letter) => letterRow(letter, now)),
      screen,
    ),
    'To see one: signup-relay dlq show <id>. To see what a replay would do: signup-relay dlq replay',
    ...remark,
  ].join('\n\n');
}

const GROUPS = [
  { title: 'reason' },
  { title: 'store' },
  { title: 'source' },
  { title: 'letters', align: 'right' },
  { title: 'oldest', align: 'right' },
  { title: 'expires in', align: 'right' },
] as const;

const groupRow = (group: LetterGroup, now: number): readonly string[] => [
  group.reason,
  group.store ?? '–',
  group.source ?? '–',
  String(group.count),
  duration(now - group.oldest),
  duration(group.soonestExpiry - now),
];

const LETTERS = [
  { title: 'message id', isWhole: true },
  { title: 'event' },
  { title: 'reason' },
  { title: 'replays', align: 'right' },
  { title: 'expires in', align: 'right' },
  { title: 'what went wrong' },
] as const;

const letterRow = (letter: LetterSummary, now: number): readonly string[] => [
  letter.messageId,
  letter.eventId ?? '–',
  letter.reason,
  String(letter.replays),
  duration(letter.expiresAt - now),
  letter.detail ?? '–',
];

/** The same as JSON. */
export const listJson = ({ letters, groups, total, complete, ...ends }: LetterList): object => ({
  total,
  complete,
  ...(ends.oldest !== undefined && { oldest: iso(ends.oldest) }),
  ...(ends.soonestExpiry !== undefined && { soonestExpiry: iso(ends.soonestExpiry) }),
  groups: groups.map(({ oldest, soonestExpiry, ...group }) => ({
    ...group,
    oldest: iso(oldest),
    soonestExpiry: iso(soonestExpiry),
  })),
  letters: letters.map(letterJson),
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
