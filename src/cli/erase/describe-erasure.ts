import { counted } from '../output/format.ts';
import { paint, table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { type Erased, isLeft } from './erase-dead-letters.ts';
import type { Erasure } from './erase.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

/** What was found where and what became of it, and what no command can reach. Names nobody. */
export function describeErasure(erasure: Erasure, screen: Screen): string {
  const { dryRun, ledger } = erasure;
  const rows = [
    ...placesOf(erasure).map(([place, { found, removed }]) => [
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

/** Whether the person is gone from every place that was looked at. */
export function isErased(erasure: Erasure): boolean {
  const { ledger } = erasure;
  return (
    !placesOf(erasure).some(([, erased]) => isLeft(erased)) &&
    ledger.removed === ledger.contacts + ledger.customers
  );
}

const placesOf = ({
  exports,
  archive,
  deadLetters,
}: Erasure): readonly (readonly [string, Erased])[] => [
  ...exports.map((one) => [one.file, one] as const),
  ...(archive ? [['archive', archive] as const] : []),
  ['dead letters', deadLetters],
];

function headline(erasure: Erasure, screen: Screen): string {
  if (erasure.dryRun) return 'Dry run: nothing was removed. Erase with --execute.';
  return isErased(erasure)
    ? paint(screen, 'green', 'Erased.')
    : paint(screen, 'yellow', 'Not everything was erased. Run it again after looking at this:');
}

function remarks(erasure: Erasure): readonly string[] {
  const { dryRun, ledger } = erasure;
  const places = placesOf(erasure);
  const shared = places.reduce((sum, [, one]) => sum + one.shared, 0);
  const unseen = places.filter(([, { complete }]) => !complete).map(([place]) => place);
  const inUse = dryRun || ledger.skipped ? 0 : ledger.contacts + ledger.customers - ledger.removed;
  return [
    ...(shared > 0
      ? [
          `${counted(shared, 'letter')} of these ${shared === 1 ? 'holds' : 'hold'} signups of other people as well and ${shared === 1 ? 'stays' : 'stay'}. Replay or correct them first, or take them along with --shared.`,
        ]
      : []),
    ...(unseen.length > 0
      ? [
          `Not seen as a whole: ${unseen.join(', ')}. Others have letters in hand, or the run was stopped.`,
        ]
      : []),
    ...(ledger.skipped
      ? [
          'The ledger was left alone: without its clocks the letters that are left could bring the person back with old facts.',
        ]
      : []),
    ...(ledger.refusals > 0
      ? [
          `${counted(ledger.refusals, 'refusal')} of marketing remembered by keyed hash. They stay respected unless --forget-refusals is given.`,
        ]
      : []),
    ...(inUse > 0
      ? [`${counted(inUse, 'item')} of the ledger in use by an attempt. Run it again.`]
      : []),
  ];
}

function notReached({ waitingSignups, exports }: Erasure): string {
  return [
    'Not reached by this command:',
    '  the customer in the shop and at the sender: delete it there',
    `  the queue of signups: ${counted(waitingSignups, 'signup')} on the way that cannot be looked into; run it again when they have come through`,
    `  exports of dead letters${exports.length > 0 ? ' besides those named' : ''}: name them with --export <file…>. Imported after the erasure they bring the person back`,
    '  logs: they hold keyed hashes only, until their retention ends',
    '  recovery copies of the ledger: keyed hashes only, for 35 days',
  ].join('\n');
}
