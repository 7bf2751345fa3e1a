import { PlatformError } from '../../delivery/platform-port.ts';
import { createHttp } from '../../http/http.ts';
import { listCustomers } from '../../platforms/list-customers.ts';
import { counted, grouped } from '../../util/counted.ts';
import { jsonText } from '../../util/harmless.ts';
import type { AddCommands, OutputOptions } from '../command-context.ts';
import { openProgress } from '../output/progress.ts';
import { type Screen, table } from '../output/table.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import { selectStores, storedStores } from '../stores/read-stores.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type DuplicatesReport, findDuplicates } from './find-duplicates.ts';

/** `duplicates <store>`. */
export const addDuplicatesCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  program
    .command('duplicates')
    .summary('list the customers of a store that share a contact')
    .description(
      'Reads every customer of a store, and lists the ids that share an e-mail or a phone. Changes nothing, and prints no contact. Leaves half of the rate limit to the relay.',
    )
    .argument('<store>', 'name of the store')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, { json }: OutputOptions) => {
      const [stored] = selectStores(await storedStores(deployment()), [name]);
      const report = await readDuplicates(name, stored?.text ?? '', terminal);
      terminal.print(json === true ? jsonText(report) : describeDuplicates(report, terminal));
      finish(report.complete && report.duplicates.length === 0 ? 0 : 1);
    });
};

/** @throws UsageError the configuration is invalid, or the shop cannot be read. */
async function readDuplicates(
  name: string,
  text: string,
  terminal: Pick<Terminal, 'isInteractive' | 'errorStream' | 'now' | 'signal' | 'sleep'>,
): Promise<DuplicatesReport> {
  const { now, signal } = terminal;
  const { store, mistakes } = readConfiguration(name, text);
  if (!store) throw new UsageError([`${name} is invalid:`, ...mistakes].join('\n  '));
  const progress = openProgress(terminal, 'Reading customers', 0);
  // A stopped run ends after the page that it reads.
  const sleep = (ms: number): Promise<void> => terminal.sleep(ms);
  try {
    return await findDuplicates(name, listCustomers(store, { http: createHttp(), now, sleep }), {
      stopped: () => signal.aborted,
      advance: progress.advance,
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new UsageError(`The customers of ${name} cannot be read: ${error.message}`);
  } finally {
    progress.end();
  }
}

/** One row for each set of customers. The ids are whole, because people copy them. */
function describeDuplicates(report: DuplicatesReport, screen: Screen): string {
  const { store, customers, duplicates, complete } = report;
  const read = `${counted(customers, 'customer')} of ${store} read`;
  const stopped = complete
    ? ''
    : '\nThe run was stopped, or the shop showed a page twice: later customers are missing. Run it again.';
  if (duplicates.length === 0) return `${read}: no two share an e-mail or a phone.${stopped}`;
  const columns = [
    { title: 'shared', isWhole: true },
    { title: 'ids', isWhole: true },
  ] as const;
  const rows = duplicates.map(({ shared, ids }) => [shared.join(', '), shownIds(ids)]);
  return [
    table(columns, rows, screen),
    `${read}: ${counted(duplicates.length, 'set')} of customers with a shared contact. Nothing was changed: merge them in the shop.${stopped}`,
  ].join('\n\n');
}

/** Ids of one row. Thousands of customers can have the phone of the shop itself. */
const MOST_IDS = 20;

const shownIds = (ids: readonly string[]): string =>
  [
    ...ids.slice(0, MOST_IDS),
    ...(ids.length > MOST_IDS
      ? [`… and ${grouped(ids.length - MOST_IDS)} more; --json has all`]
      : []),
  ].join(' ');

const EXAMPLES = `
A contact phone is a number that the shop never verified.

Exit codes: 0 no two customers share a contact, 1 some do or the run was stopped, 2 the shop cannot be read, or wrong usage.

  signup-relay duplicates tw-main --stage prod
  signup-relay duplicates tw-main --stage prod --json`;
