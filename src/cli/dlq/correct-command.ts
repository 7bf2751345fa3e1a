import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createArchive } from '../../aws/archive.ts';
import { isLogin } from '../../consume/corrected.ts';
import {
  correctLetter,
  type CorrectDeps,
  type CorrectionReport,
  type CorrectionRequest,
} from '../../dead-letters/correct/correct.ts';
import type { Changes } from '../../dead-letters/correct/changes.ts';
import { CorrectionError } from '../../dead-letters/correct/values.ts';
import { openQueueClock } from '../../dead-letters/reading/queue-clock.ts';
import { answersFrom } from '../explain/answers-file.ts';
import type { AddDlqCommand, CommandContext } from '../command-context.ts';
import type { Deployment } from '../deployment.ts';
import { jsonText } from '../../util/harmless.ts';
import { openProgress } from '../output/progress.ts';
import { readJsonInput } from '../read-input.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { correctionJson, describeCorrection } from './describe-correction.ts';
import { closing, createLetterFile, readLines } from './letter-file.ts';
import { openDryRunAttempt } from './open-dry-run-attempt.ts';
import { openPredicting, openSignupsQueue, openReading } from './open-letters.ts';
import { noSuchLetter } from './read-commands.ts';
import { parseCount } from './selection-options.ts';

interface CorrectOptions {
  readonly set?: readonly string[];
  readonly remove?: readonly string[];
  readonly patch?: string;
  readonly why?: string;
  readonly person?: string;
  readonly iHaveProof?: boolean;
  readonly by?: string;
  readonly to?: string;
  readonly answers?: string;
  readonly askShops?: boolean;
  readonly execute?: boolean;
  readonly reveal?: boolean;
  readonly json?: boolean;
}

const collectText = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

export const addCorrectCommand: AddDlqCommand = (dlq, context) => {
  dlq
    .command('correct')
    .summary('correct the event of one letter and send it; dry run unless --execute')
    .description(
      'Corrects the data of one event. Shows the difference, and the result with the current code. With --execute it writes the original and the reason to a file, sends the corrected event and removes the letter, in this order.',
    )
    .argument('<id>', 'message id, its first 8 characters, or event id')
    .option('--set <path=value>', 'set a field of data; can be repeated', collectText)
    .option('--remove <path>', 'remove a field of data; can be repeated', collectText)
    .option('--patch <file>', 'change data by a JSON Merge Patch (RFC 7396); - is standard input')
    .option('--why <text>', 'reason, kept with the original')
    .option('--person <number>', 'which person of a letter with several')
    .option('--i-have-proof', 'you can show that the person agreed: needed to grant a consent')
    .option('--by <login>', 'who corrects (default: USER)')
    .option('--to <file>', 'file for the original (default: corrected-<time>.jsonl in this folder)')
    .option('--answers <file>', 'of a tool that posts only an id: a captured answer of its API')
    .option('--ask-shops', 'also read ledger and shop, and predict what they would do')
    .option('--execute', 'send the corrected event and remove the letter')
    .option('--reveal', 'show values: personal data')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, options: CorrectOptions) => {
      const { terminal, finish } = context;
      const file = options.to ?? fileName(terminal.now());
      const request = requestOf(id, options, terminal);
      const report = await correct(request, file, options, context);
      if (report === undefined) {
        terminal.complain(noSuchLetter(terminal));
        finish(1);
        return;
      }
      if (report.step === 'dry run' && request.execute) {
        terminal.complain('Interrupted before the corrected event was sent. Nothing was changed.');
        finish(1);
        return;
      }
      const shown = { report, file, reveal: options.reveal === true };
      terminal.print(
        options.json === true
          ? jsonText(correctionJson(shown))
          : describeCorrection(shown, terminal),
      );
      const isFine = report.step === 'dry run' || report.step === 'done';
      finish(isFine && report.plan.prediction.verdict !== 'fails' ? 0 : 1);
    });
};

const HELP = `
Examples:
  npx signup-relay dlq correct pos-101-000042 --set customer.phone=+886912345678 --why "typo, phoned the customer"
  npx signup-relay dlq correct pos-101-000042 --remove customer.birthday --why "not a date" --execute
  npx signup-relay dlq correct pos-101-000042 --patch correction.json --why "see ticket 812" --execute

Paths lead into data: customer.name, customer.addresses.0.city, consent.email.state, store.
The patch applies first, then --remove, then --set. --set <path>=null clears a field in the shop.
Exit codes: 0 done, 1 not sent, not removed or not found, 2 wrong usage.
Killed at any time, a correction can be repeated: it sends the same event, which changes nothing.`;

/** Files of corrections that are looked through for an earlier one. */
const MOST_FILES = 200;

/** The lines of the files that corrections wrote into a folder, the older ones first. */
export async function* correctionLines(folder: string): AsyncGenerator<string> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^corrected-.*\.jsonl$/.test(name)).toSorted();
  for (const name of files.slice(-MOST_FILES)) {
    try {
      yield* readLines(join(folder, name));
    } catch (error) {
      // It cannot be read, or is no file of letters: then it tells nothing.
      if (!(error instanceof UsageError)) throw error;
    }
  }
}

const fileName = (now: number): string =>
  `corrected-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

/** Who uses this terminal. */
export const loginOf = (env: Terminal['env']): string =>
  [env['USER'], env['LOGNAME'], env['USERNAME']].find(isLogin) ?? 'unknown';

/** @throws UsageError the reason or the changes are missing, or an option is malformed. */
function requestOf(
  id: string,
  options: CorrectOptions,
  { env }: Pick<Terminal, 'env'>,
): CorrectionRequest {
  const why = options.why?.trim() ?? '';
  if (why === '') throw new UsageError('Add the reason: --why "<text>".');
  const by = options.by ?? loginOf(env);
  if (!isLogin(by)) {
    throw new UsageError('--by takes a login: letters, digits, ".", "_" and "-", at most 64.');
  }
  const { person, iHaveProof = false, execute = false } = options;
  return {
    id,
    why,
    by,
    execute,
    hasProof: iHaveProof,
    changes: changesOf(options),
    ...(person !== undefined && { person: parseCount('--person', person, 1) }),
  };
}

function changesOf({ set = [], remove = [], patch }: CorrectOptions): Changes {
  if (set.length + remove.length === 0 && patch === undefined) {
    throw new UsageError(
      'Say what to correct: --set <path>=<value>, --remove <path> or --patch <file>.',
    );
  }
  return { set, remove, ...(patch !== undefined && { patch: readPatch(patch) }) };
}

/** @throws UsageError it cannot be read, or is not JSON. */
const readPatch = (file: string): NonNullable<Changes['patch']> => ({
  name: file === '-' ? 'Standard input' : file,
  value: readJsonInput(file).value,
});

async function correct(
  request: CorrectionRequest,
  file: string,
  { askShops, answers }: CorrectOptions,
  context: CommandContext,
): Promise<CorrectionReport | undefined> {
  const sink = createLetterFile(file, false);
  const earlierLines = () => correctionLines(dirname(file));
  const deps = {
    ...(await openCorrecting(context, askShops === true)),
    sink,
    earlierLines,
    ...(answers !== undefined && { fetchRecords: answersFrom(answers) }),
  };
  const bar = openProgress(context.terminal, 'read', 0);
  try {
    return await closing(sink, () =>
      correctLetter(request, deps, ({ done, total }) => bar.advance(done, total)).finally(bar.end),
    );
  } catch (error) {
    if (!(error instanceof CorrectionError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function openCorrecting(
  context: CommandContext,
  askShops: boolean,
): Promise<Omit<CorrectDeps, 'sink'>> {
  const reading = openReading(context);
  const deps = {
    ...reading,
    ...openPredicting(context),
    ...(await openCorrection(context.deployment())),
    queue: openSignupsQueue(context),
  };
  if (!askShops) return deps;
  const { now } = await openQueueClock(reading);
  const { dryRunAttempt } = await openDryRunAttempt(context, deps, now);
  return { ...deps, dryRunAttempt };
}

/** What a correction needs besides the queues. @throws UsageError a name of a resource is not set. */
export async function openCorrection(
  relay: Deployment,
): Promise<Pick<CorrectDeps, 'digest' | 'archive'>> {
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  return {
    // Hidden ids must equal those that consume writes.
    digest: await relay.digest(),
    ...(bucket !== undefined && { archive: createArchive(relay.s3(), bucket) }),
  };
}
