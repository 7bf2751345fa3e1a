import { jsonText } from '../../util/harmless.ts';
import { createArchive } from '../../aws/archive.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import { listStoreNames, listStores } from '../../aws/store-admin.ts';
import { listLetters } from '../../dead-letters/list.ts';
import type { AddCommands, CommandContext } from '../command-context.ts';
import { configurationPaths } from '../deployment.ts';
import { openPredicting, openReading } from '../dlq/open-letters.ts';
import { refuseUnknownStores } from '../dlq/unknown-names.ts';
import { withProgress } from '../output/progress.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import { describeErasure, isErased } from './describe-erasure.ts';
import { erase, type EraseDeps, type EraseOptions } from './erase.ts';
import { storesInFile } from './erase-file.ts';

export const addEraseCommands: AddCommands = (program, context) => {
  const { terminal, finish } = context;
  program
    .command('erase')
    .summary('remove a person from dead letters, archive, exported files and ledger')
    .description(
      'Removes a person from dead letters, archive, exported files and ledger, and lists what it cannot reach. Without --execute this is a dry run. Prints no personal data.',
    )
    .argument(
      '<contact>',
      'e-mail address or phone; a phone without calling code is read for the country of each store',
    )
    .option(
      '--export <file...>',
      'files from dlq export or dlq discard, and of import: the CSV and its results; they are rewritten',
    )
    .option('--store <name>', 'only in this store')
    .option('--shared', 'also letters with other people: their signups are lost', false)
    .option(
      '--forget-refusals',
      'also what the person refused; without it, an old grant that comes late has no effect',
      false,
    )
    .option('--execute', 'remove; without it the command only counts', false)
    .option('--json', 'print JSON instead of tables')
    .addHelpText(
      'after',
      `
Exit codes: 0 erased or dry run, 1 something is left, 2 could not run.

  npx signup-relay erase ada@example.com --stage prod
  npx signup-relay erase +886912345678 --stage prod --export letters.jsonl --execute
  npx signup-relay erase ada@example.com --stage prod --export people.csv people.csv.results.jsonl --execute`,
    )
    .action(
      async (contact: string, { json, ...options }: EraseOptions & { readonly json?: boolean }) => {
        await refuseUnknownStore(options, context);
        const erasure = await erase(contact, options, await openErasing(context, options.store));
        terminal.print(json === true ? jsonText(erasure) : describeErasure(erasure, terminal));
        finish(erasure.dryRun || isErased(erasure) ? 0 : 1);
      },
    );
};

/**
 * A slip in the name must not look like a person who is not there. A store that has left is known where queue, archive,
 * ledger or a named file has it.
 *
 * @throws UsageError the store is known nowhere. @throws WaitError
 */
async function refuseUnknownStore(
  { store, export: files = [] }: Pick<EraseOptions, 'store' | 'export'>,
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
): Promise<void> {
  if (store === undefined) return;
  const relay = context.deployment();
  const configured = await listStoreNames(relay.ssm(), relay.requiredName('STORES_PATH'));
  if (configured.includes(store)) return;
  const exported: string[] = [];
  for (const file of files) exported.push(...(await storesInFile(file)));
  const { letters } = await withProgress(context.terminal, 'check names', (advance) =>
    listLetters({}, openReading(context), ({ done, total }) => advance(done, total)),
  );
  await refuseUnknownStores([store], letters, relay, [...configured, ...exported]);
}

/** Opens every place that holds personal data. @throws UsageError, ConfigError, WaitError */
async function openErasing(
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
  store: string | undefined,
): Promise<EraseDeps> {
  const relay = context.deployment();
  const url = relay.requiredName('SIGNUPS_QUEUE_URL');
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  const stores = await listStores(relay.ssm(), configurationPaths(relay));
  const configured = stores.map(({ name, text }) => ({
    name,
    store: readConfiguration(name, text).store,
  }));
  return {
    letters: { ...openPredicting(context), ...openReading(context) },
    countries: configured
      .filter(({ name }) => store === undefined || name === store)
      .map(({ store: one }) => one?.country),
    refusalDays: new Map(
      configured.flatMap(({ name, store: one }) =>
        one?.refusalDays === undefined ? [] : [[name, one.refusalDays] as const],
      ),
    ),
    ...(bucket !== undefined && { archive: createArchive(relay.s3(), bucket) }),
    ledger: { client: relay.dynamoDb(), table: relay.requiredName('LEDGER_TABLE') },
    ledgerDigest: await relay.digest(),
    newId: context.terminal.newId,
    showing: (place, search) => withProgress(context.terminal, `search ${place}`, search),
    waitingSignups: async () => {
      const { waiting, delayed, inFlight } = await queueDepth({ client: relay.sqs(), url });
      return waiting + delayed + inFlight;
    },
  };
}
