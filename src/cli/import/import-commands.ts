import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { counted } from '../../util/counted.ts';
import { jsonText } from '../../util/harmless.ts';
import type { AddCommands, CommandContext } from '../command-context.ts';
import { commandLine } from '../output/format.ts';
import { UsageError } from '../usage-error.ts';
import { describePeople, importJson, type PeopleReport } from './describe-import.ts';
import { readMapping, writeMapping } from './mapping.ts';
import { type ImportState, leftoversOf } from './result-file.ts';
import { readTime } from './row-event.ts';
import {
  type ImportParts,
  openFile,
  openRowReading,
  openStore,
  permissionNote,
  type ReadingOptions,
} from './open-import.ts';
import {
  beginImport,
  resumeImport,
  type RunEnd,
  runComparison,
  runImport,
  runPrediction,
} from './run-import.ts';

interface ImportOptions extends ReadingOptions {
  readonly store: string;
  readonly results?: string;
  readonly execute?: boolean;
  readonly resume?: boolean;
  readonly reconcile?: boolean;
  /** `--no-shop`. */
  readonly shop: boolean;
  readonly json?: boolean;
}

/** Like a shell: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

export const addImportCommands: AddCommands = (program, context) => {
  program
    .command('import')
    .summary('bring the people of a CSV file to a store; dry run unless --execute')
    .description(
      'Predicts for each row of a CSV file what the relay would do with it. With --execute it sends the rows behind live signups, no faster than the store takes them, and writes the outcome of every row to a file.',
    )
    .argument('<file>', 'people as CSV: UTF-8, UTF-16 or Big5, with a header row')
    .requiredOption('--store <name>', 'the store that the people belong to')
    .option(
      '--map <file>',
      'which column is which field; a dry run writes its guess if there is no such file',
    )
    .option('--as-of <date>', 'when the list was true; for rows without a time of their own')
    .option('--time-zone <name>', 'zone of times that have none, such as Asia/Taipei', 'UTC')
    .option('--encoding <name>', 'encoding of the file, if it is not found: shift_jis, gb18030')
    .option('--update-only', 'create no customer; for lists of refusals')
    .option('--results <file>', 'where the result of every row goes (default: beside the file)')
    .option('--no-shop', 'predict by the ledger alone, without reading the shop')
    .option('--execute', 'send the rows; without it nothing changes')
    .option('--resume', 'go on with an import that was stopped')
    .option('--reconcile', 'compare the file with the shop; reads only')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', HELP)
    .action(async (path: string, options: ImportOptions) => {
      const report = await run(path, options, context);
      const { terminal, finish } = context;
      terminal.print(
        options.json === true ? jsonText(importJson(report)) : describePeople(report, terminal),
      );
      finish(exitCode(report));
    });
};

const HELP = `
Examples:
  npx signup-relay --stage prod import people.csv --store tw-main --as-of 2026-01-31 --map map.json
  npx signup-relay --stage prod import people.csv --store tw-main --as-of 2026-01-31 --map map.json --execute
  npx signup-relay --stage prod import people.csv --store tw-main --resume
  npx signup-relay --stage prod import people.csv --store tw-main --as-of 2026-01-31 --reconcile

Exit codes: 0 every row is delivered, or would be, 1 some are not, 2 could not run, 130 interrupted.
Ctrl-C is safe at any time: --resume goes on, and no row is lost or doubled.`;

async function run(
  path: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<PeopleReport> {
  const { terminal } = context;
  const { store, execute, resume, reconcile } = options;
  if ([execute, resume, reconcile].filter(Boolean).length > 1)
    throw new UsageError('Use one of --execute, --resume and --reconcile.');
  const config = await openStore(store, context);
  if (resume === true) return goOn(path, options, context);
  const file = await openFile(path, options.encoding);
  const reading = openRowReading(file, options, terminal.now());
  const parts = { store, config, file, reading };
  if (execute === true) {
    if (options.map !== undefined && !existsSync(options.map))
      throw new UsageError(
        `There is no file ${options.map}. Run without --execute first: it writes the guess there.`,
      );
    const results = options.results ?? `${path}.results.jsonl`;
    const begun = await beginImport(parts, results, context);
    return toReport(
      'import',
      parts,
      results,
      await runImport(parts, begun, results, context),
      context,
    );
  }
  if (reconcile === true) {
    const results = options.results ?? `${path}.compared.jsonl`;
    return toReport(
      'comparison',
      parts,
      results,
      await runComparison(parts, results, context),
      context,
    );
  }
  const results = options.results ?? `${path}.predicted.jsonl`;
  const end = await runPrediction(parts, results, { asksShop: options.shop }, context);
  const notes = [
    ...saveMapping(options.map, parts),
    ...(options.shop
      ? []
      : ['The shop was not read: customers whom only the shop knows are predicted as created.']),
  ];
  return {
    ...toReport('dry run', parts, results, end, context),
    notes: [...notes, ...permissionNote(path), ...leftoverNotes(results)],
  };
}

/** Goes on with the mapping and the times of the first run. */
async function goOn(
  path: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<PeopleReport> {
  const results = options.results ?? `${path}.results.jsonl`;
  const begun = await resumeImport(results);
  const { state } = begun;
  refuseOtherReading(options, state);
  const file = await openFile(path, state.encoding);
  if (state.store !== options.store)
    throw new UsageError(
      `${results} belongs to an import into ${state.store}, not into ${options.store}.`,
    );
  if (file.sha256 !== state.sha256) {
    throw new UsageError(
      `${path} has changed since the import began. Begin a new one with --execute and --results: rows that are the same change nothing.`,
    );
  }
  const config = await openStore(options.store, context);
  const parts = { store: state.store, config, file, reading: state };
  return toReport(
    'import',
    parts,
    results,
    await runImport(parts, begun, results, context),
    context,
  );
}

/** @throws UsageError an option says what the first run did not do: half of the rows would be read in another way. */
function refuseOtherReading(
  { map, asOf, timeZone, encoding, updateOnly }: ImportOptions,
  state: ImportState,
): void {
  const time = asOf === undefined ? state.asOf : readTime(asOf.trim(), state.timeZone);
  const others = [
    ...(map !== undefined && !isDeepStrictEqual(readMapping(map), state.mapping) ? ['--map'] : []),
    ...(time === state.asOf ? [] : ['--as-of']),
    ...(timeZone === 'UTC' || timeZone === state.timeZone ? [] : ['--time-zone']),
    ...(encoding === undefined || encoding === state.encoding ? [] : ['--encoding']),
    ...(updateOnly === true && state.type !== 'customer.updated' ? ['--update-only'] : []),
  ];
  if (others.length === 0) return;
  throw new UsageError(
    `The import began with another ${others.join(' and ')}, and --resume goes on as it began: leave that out. Or begin a new import with --execute and --results: rows that are the same change nothing.`,
  );
}

function toReport(
  mode: PeopleReport['mode'],
  { store, file, reading }: ImportParts,
  results: string,
  { tally, end, total }: RunEnd,
  { terminal }: Pick<CommandContext, 'terminal'>,
): PeopleReport {
  const isOpen = mode === 'import' && end !== 'done';
  const left = (total ?? 0) - tally.count();
  const resume = commandLine(terminal, `import ${file.path} --store ${store} --resume`);
  return {
    mode,
    store,
    file: file.path,
    encoding: file.encoding,
    mapping: reading.mapping,
    header: file.header,
    counts: tally.counts(),
    rows: tally.count(),
    ...(total !== undefined && { total }),
    end,
    results,
    notes: [],
    ...(isOpen && { next: `${counted(left, 'row')} without an outcome. Go on: ${resume}` }),
    ...(mode === 'dry run' && end === 'done' && { next: 'To send the rows, add --execute.' }),
  };
}

/** Personal data must not be forgotten on a disk. */
const leftoverNotes = (results: string): readonly string[] =>
  leftoversOf(results).map(
    (file) =>
      `${file} is of a run that was killed, or that goes on. Without one, delete it: it holds personal data.`,
  );

/** The guess as a file that can be edited. */
function saveMapping(map: string | undefined, { reading }: ImportParts): readonly string[] {
  if (map === undefined || existsSync(map)) return [];
  writeMapping(map, reading.mapping);
  return [`The mapping is in ${map}. Edit it, and run this again.`];
}

const FAILED: readonly string[] = ['refused', 'dead_lettered', 'missing', 'different'];

function exitCode({ end, counts }: PeopleReport): number {
  if (end === 'interrupted') return INTERRUPTED;
  return end === 'done' && !FAILED.some((name) => (counts.results[name] ?? 0) > 0) ? 0 : 1;
}
