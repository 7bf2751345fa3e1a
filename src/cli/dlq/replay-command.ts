import { openQueueClock } from '../../dead-letters/reading/queue-clock.ts';
import {
  type ReplayDeps,
  type ReplayOptions,
  replayLetters,
} from '../../dead-letters/replay/replay.ts';
import type { ReplayReport } from '../../dead-letters/replay/report.ts';
import type { CommandContext } from '../command-context.ts';
import { openProgress } from '../output/progress.ts';
import { agesFrom } from './ages-from.ts';
import { describeReplay, replayJson } from './describe-replay.ts';
import type { AddDlqCommand } from '../command-context.ts';
import { openReplaying } from './open-letters.ts';
import { openDryRunAttempt } from './open-dry-run-attempt.ts';
import {
  parseCount,
  parseRate,
  parseSelection,
  type SelectionOptions,
  withSelection,
} from './selection-options.ts';

interface Options extends SelectionOptions {
  readonly execute?: boolean;
  readonly rate?: string;
  readonly first?: string;
  readonly maxFailures?: string;
  readonly force?: boolean;
  readonly askShops?: boolean;
  readonly json?: boolean;
}

/** How long the command watches at the end for letters that come back, at most, in milliseconds. */
const SETTLE_MS = 10_000;

export const addReplayCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('replay'))
    .summary('put letters back on the queue; a dry run unless --execute')
    .description(
      'Says of each letter what a replay would lead to, by today’s code and configuration; with --execute it replays those that do not fail again. Live signups go first.',
    )
    .option('--execute', 'replay; without it nothing is changed')
    .option('--rate <number>', 'letters per second (default: 50)')
    .option('--first <count>', 'replay so many, watch them for up to a minute, then go on')
    .option(
      '--max-failures <count>',
      'stop when more than this come back (default: 0 with --first)',
    )
    .option(
      '--ask-shops',
      'also look into ledger and shops, reading only, and say what would happen there',
    )
    .option('--force', 'also what fails again, and what was replayed three times already')
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq replay --reason unknown_store
  signup-relay dlq replay --reason unauthorized --ask-shops
  signup-relay dlq replay --reason unknown_store --execute --first 10
  signup-relay dlq replay --store tw-main --since 2d --execute --rate 5 --max-failures 3

Exit codes: 0 all of it goes or went well, 1 some letters fail, were left or came back, 2 wrong usage.
Ctrl-C is safe at any moment: a letter is removed only after its copy is on the queue.`,
    )
    .action(async (options: Options) => {
      const { terminal, finish } = context;
      const bar = openProgress(terminal, 'replay', 0);
      const report = await replayLetters(
        parseSelection(options, await agesFrom(options, context)),
        replayOptions(options),
        await openDeps(options, context),
        ({ done, total }) => bar.advance(done, total),
      ).finally(bar.end);
      if (options.json === true) terminal.print(JSON.stringify(replayJson(report), undefined, 2));
      else terminal.print(describeReplay(report, terminal));
      finish(isFine(report) ? 0 : 1);
    });
};

async function openDeps({ askShops }: Options, context: CommandContext): Promise<ReplayDeps> {
  const deps = openReplaying(context);
  if (askShops !== true) return deps;
  const { now } = await openQueueClock(deps);
  return { ...deps, ...(await openDryRunAttempt(context, deps, now)) };
}

function replayOptions({ execute, rate, first, maxFailures, force }: Options): ReplayOptions {
  return {
    execute: execute === true,
    force: force === true,
    settleMs: SETTLE_MS,
    ...(rate !== undefined && { rate: parseRate(rate) }),
    ...(first !== undefined && { first: parseCount('--first', first, 1) }),
    ...(maxFailures !== undefined && {
      maxFailures: parseCount('--max-failures', maxFailures, 0),
    }),
  };
}

function isFine({ complete, cameBack, dryRun, perLetter, stopped }: ReplayReport): boolean {
  const going = perLetter.every(({ action }) => action === (dryRun ? 'held back' : 'replayed'));
  return going && cameBack.length === 0 && (complete || stopped === 'limit');
}
