import { jsonText } from '../../util/harmless.ts';
import { createArchive } from '../../aws/archive.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import { listStores } from '../../aws/store-admin.ts';
import type { AddCommands, CommandContext } from '../command-context.ts';
import { openPredicting, openReading } from '../dlq/open-letters.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import { describeErasure, isErased } from './describe-erasure.ts';
import { erase, type EraseDeps, type EraseOptions } from './erase.ts';

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
    .option('--export <file...>', 'files from dlq export or dlq discard; they are rewritten')
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
Exit codes: 0 erased or dry run, 1 something is left, 2 wrong usage.

  signup-relay erase ada@example.com --stage prod
  signup-relay erase +886912345678 --stage prod --export letters.jsonl --execute`,
    )
    .action(
      async (contact: string, { json, ...options }: EraseOptions & { readonly json?: boolean }) => {
        const erasure = await erase(contact, options, await openErasing(context, options.store));
        terminal.print(json === true ? jsonText(erasure) : describeErasure(erasure, terminal));
        finish(erasure.dryRun || isErased(erasure) ? 0 : 1);
      },
    );
};

/** Opens every place that holds personal data. @throws UsageError, ConfigError, WaitError */
async function openErasing(
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
  store: string | undefined,
): Promise<EraseDeps> {
  const relay = context.deployment();
  const url = relay.requiredName('SIGNUPS_QUEUE_URL');
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  const stores = await listStores(relay.ssm(), relay.requiredName('STORES_PATH'));
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
    waitingSignups: async () => {
      const { waiting, delayed, inFlight } = await queueDepth({ client: relay.sqs(), url });
      return waiting + delayed + inFlight;
    },
  };
}
