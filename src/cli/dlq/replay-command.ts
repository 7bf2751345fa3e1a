import { jsonText } from '../../util/harmless.ts';
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
import { refuseUnknown } from './unknown-names.ts';
import { openDryRunAttempt } from './open-dry-run-attempt.ts';
import {
  ALL_OPTION,
  isFiltered,
  parseCount,
  parseRate,
  parseSelection,
  requireFilter,
  type SelectionOptions,
  withSelection,
} from './selection-options.ts';

interface ReplayCommandOptions extends SelectionOptions {
  readonly all?: boolean;
  readonly execute?: boolean;
  readonly rate?: string;
  readonly first?: string;
  readonly maxFailures?: string;
  readonly force?: boolean;
  readonly askShops?: boolean;
  readonly json?: boolean;
}

/** At the end the command waits at most so long for letters that fail again. Milliseconds. */
const SETTLE_MS = 10_000;

export const addReplayCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('replay'))
    .summary('put letters back on the queue; dry run unless --execute')
    .description(
      'Predicts for each letter what a replay would do. With --execute it replays the letters that would not fail again. Live signups go first.',
    )
    .option('--execute', 'replay the letters; without it nothing changes')
    .option(...ALL_OPTION)
    .option('--rate <number>', 'letters per second (default: 50)')
    .option('--first <count>', 'replay this many, wait up to a minute for failures, then go on')
    .option(
      '--max-failures <count>',
      'stop when more letters than this fail again (default: 0 with --first)',
    )
    .option('--ask-shops', 'also read ledger and shops, and predict what they would do')
    .option('--force', 'also letters that would fail again, or were replayed three times')
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq replay --reason unknown_store
  npx signup-relay --stage prod dlq replay --reason unauthorized --ask-shops
  npx signup-relay --stage prod dlq replay --reason unknown_store --execute --first 10
  npx signup-relay --stage prod dlq replay --store tw-main --since 2d --execute --rate 5 --max-failures 3
  npx signup-relay --stage prod dlq replay --all --execute

Exit codes: 0 all letters pass, 1 some fail, stay or come back, 2 could not run.
Ctrl-C is safe at any time: a letter is removed only after its copy is on the queue.`,
    )
    .action(async (options: ReplayCommandOptions) => {
      const { terminal, finish } = context;
      requireFilter(options);
      const bar = openProgress(terminal, 'replay', 0);
      const selection = parseSelection(options, await agesFrom(options, context));
      const report = await replayLetters(
        selection,
        replayOptions(options),
        await openDeps(options, context),
        ({ phase, done, total }) => {
          // A replay is slower than its reading, which would hide how far it is.
          if (phase !== 'reading' || options.execute !== true) bar.advance(done, total);
        },
      ).finally(bar.end);
      if (report.selected === 0) await refuseUnknown(selection, context);
      if (options.json === true) terminal.print(jsonText(replayJson(report)));
      else terminal.print(describeReplay(report, terminal, isFiltered(options)));
      finish(isFine(report) ? 0 : 1);
    });
};

async function openDeps(
  { askShops }: ReplayCommandOptions,
  context: CommandContext,
): Promise<ReplayDeps> {
  const deps = openReplaying(context);
  if (askShops !== true) return deps;
  const { now } = await openQueueClock(deps);
  return { ...deps, ...(await openDryRunAttempt(context, deps, now)) };
}

function replayOptions({
  execute,
  rate,
  first,
  maxFailures,
  force,
}: ReplayCommandOptions): ReplayOptions {
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
