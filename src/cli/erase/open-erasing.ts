import { createArchive } from '../../aws/archive.ts';
import { listStores } from '../../aws/list-stores.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import type { CommandContext } from '../command-context.ts';
import { openPredicting, openReading } from '../dlq/open-letters.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import type { EraseDeps } from './erase.ts';

/** Every place of the deployment that holds people. @throws UsageError, ConfigError, WaitError */
export async function openErasing(
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
  store: string | undefined,
): Promise<EraseDeps> {
  const relay = context.deployment();
  const url = relay.place('SIGNUPS_QUEUE_URL');
  const bucket = relay.optionalPlace('ARCHIVE_BUCKET');
  const stores = await listStores(relay.ssm(), relay.place('STORES_PATH'));
  return {
    letters: { ...openPredicting(context), ...openReading(context) },
    countries: stores
      .filter(({ name }) => store === undefined || name === store)
      .map(({ name, text }) => readConfiguration(name, text).store?.country),
    ...(bucket !== undefined && { archive: createArchive(relay.s3(), bucket) }),
    ledger: { client: relay.dynamoDb(), table: relay.place('LEDGER_TABLE') },
    ledgerDigest: await relay.digest(),
    newId: context.terminal.newId,
    waitingSignups: async () => {
      const { waiting, delayed, inFlight } = await queueDepth({ client: relay.sqs(), url });
      return waiting + delayed + inFlight;
    },
  };
}
