import { counted } from '../../util/counted.ts';
import { paint, type Screen, table } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import { type Erased, isLeft } from './erase-dead-letters.ts';
import type { Erasure } from './erase.ts';

/** Found and removed items of each place, and the places that the command cannot reach. Names no person. */
export function describeErasure(erasure: Erasure, screen: Screen): string {
  const { dryRun, ledger } = erasure;
  const rows = [
    ...sectionsOf(erasure).map(([place, { found, removed }]) => [
      place,
      counted(found, 'letter'),
      dryRun ? '' : String(removed),
    ]),
    [
      'ledger',
      `${counted(ledger.contacts, 'contact')}, ${counted(ledger.customers, 'customer')}`,
      dryRun ? '' : String(ledger.removed),
    ],
  ];
  const columns = [
    { title: 'place' },
    { title: 'found' },
    { title: dryRun ? '' : 'removed', align: 'right' as const },
  ];
  return [
    headline(erasure, screen),
    table(columns, rows, screen),
    ...remarks(erasure),
    notReached(erasure),
  ].join('\n\n');
}

/** Whether the person was removed from every place. */
export function isErased(erasure: Erasure): boolean {
  const { ledger } = erasure;
  return (
    !sectionsOf(erasure).some(([, erased]) => isLeft(erased)) &&
    ledger.removed === ledger.contacts + ledger.customers
  );
}

const sectionsOf = ({
  exports,
  archive,
  deadLetters,
}: Erasure): readonly (readonly [string, Erased])[] => [
  ...exports.map((one) => [one.file, one] as const),
  ...(archive ? [['archive', archive] as const] : []),
  ['dead letters', deadLetters],
];

function headline(erasure: Erasure, screen: Screen): string {
  if (erasure.dryRun) return 'Dry run: nothing was removed. To remove, add --execute.';
  return isErased(erasure)
    ? paint(screen, 'green', 'Erased.')
    : paint(
        screen,
        'yellow',
        'Not everything was erased. Read the notes below, then run it again.',
      );
}

function remarks(erasure: Erasure): readonly string[] {
  const { dryRun, ledger } = erasure;
  const places = sectionsOf(erasure);
  const shared = places.reduce((sum, [, one]) => sum + one.shared, 0);
  const unseen = places.filter(([, { complete }]) => !complete).map(([place]) => place);
  const inUse = dryRun || ledger.skipped ? 0 : ledger.contacts + ledger.customers - ledger.removed;
  return [
    ...(shared > 0
      ? [
          `Letters that also hold signups of other people, and stay: ${shared}. Replay or correct them first, or remove them with --shared.`,
        ]
      : []),
    ...(unseen.length > 0
      ? [
          `Not read completely: ${unseen.map(harmless).join(', ')}. Another command is reading letters, or this run was stopped.`,
        ]
      : []),
    ...(ledger.skipped
      ? [
          'The ledger was not changed. Without its data the remaining letters could create the person again from old data.',
        ]
      : []),
    ...(ledger.refusals > 0
      ? [
          `${counted(ledger.refusals, 'refusal')} of marketing remembered by keyed hash. They stay respected unless --forget-refusals is given.`,
        ]
      : []),
    ...(inUse > 0
      ? [`Items of the ledger that an attempt is using now: ${inUse}. Run it again.`]
      : []),
  ];
}

function notReached({ waitingSignups, exports }: Erasure): string {
  return [
    'This command cannot reach:',
    '  the customer in the shop, and at the sender: delete it there',
    `  the signups queue: ${counted(waitingSignups, 'signup')} waiting; run it again when the queue is empty`,
    `  ${exports.length > 0 ? 'other exported files' : 'exported files'}, and files of import (the CSV and its results): name them with --export <file…>; an import would bring the person back`,
    '  logs: they hold only keyed hashes, and expire',
    '  backups of the ledger: they hold only keyed hashes, for 35 days',
  ].join('\n');
}
