import { createDeadLetters } from '../../aws/queues/dead-letters.ts';
import { createLedger } from '../../aws/ledger/ledger.ts';
import { createLogs } from '../../aws/logs.ts';
import { listLetters } from '../../dead-letters/list.ts';
import type { Deployment } from '../deployment.ts';
import { openProgress } from '../output/progress.ts';
import { storedStores } from '../stores/read-stores.ts';
import type { Terminal } from '../terminal.ts';
import type { TraceDeps } from './trace-signups.ts';

/** What a trace needs of a deployed or local relay. @throws UsageError a place is not set. @throws WaitError */
export async function openTrace(
  relay: Deployment,
  terminal: Terminal,
  patience: Pick<Parameters<typeof createDeadLetters>[0], 'waitSeconds'> = {},
): Promise<TraceDeps> {
  const groups = {
    consume: relay.place('CONSUME_LOG_GROUP'),
    receive: relay.place('RECEIVE_LOG_GROUP'),
  };
  const table = relay.ledgerTable();
  const [stores, digest] = await Promise.all([storedStores(relay), relay.digest()]);
  const { now, sleep, signal } = terminal;
  const url = relay.optionalPlace('DEAD_LETTER_QUEUE_URL');
  const progress = openProgress(terminal, 'Searching the logs, pages', 0);
  let pages = 0;
  const onPage = (): void => progress.advance((pages += 1));
  const logs = createLogs({ client: relay.logs(), groups, onPage });
  return {
    stores,
    digest,
    ledger: createLedger({ table, digest, now }),
    logs: { find: (query) => logs.find(query).finally(() => progress.end()) },
    ...(url !== undefined && {
      listLetters: (selection) =>
        listLetters(selection, {
          deadLetters: createDeadLetters({ client: relay.sqs(), url, ...patience }),
          now,
          sleep,
          signal,
        }),
    }),
  };
}
