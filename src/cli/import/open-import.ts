import { existsSync, statSync } from 'node:fs';
import { createStoreStates } from '../../aws/ledger/store-states.ts';
import { createLedger } from '../../aws/ledger/ledger.ts';
import { timedDepth } from '../../aws/queues/queue-depth.ts';
import { queueClockAt } from '../../dead-letters/reading/queue-clock.ts';
import type { PredictDeps } from '../../dead-letters/predict/predict.ts';
import { PlatformError } from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import { createHttp } from '../../http/http.ts';
import { createPlatforms } from '../../platforms/create-platforms.ts';
import { listCustomers } from '../../platforms/list-customers.ts';
import type { CustomerPage } from '../../platforms/shared/listing.ts';
import type { CommandContext } from '../command-context.ts';
import { openPredicting } from '../dlq/open-letters.ts';
import { timeOf } from '../output/format.ts';
import { openProgress } from '../output/progress.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import { selectStores, storedStores } from '../stores/read-stores.ts';
import { isTimeZone } from '../../sources/read/times.ts';
import { UsageError } from '../usage-error.ts';
import { checkRow, type CheckedRow } from './check-row.ts';
import { type CsvRow, readHeader, readRows } from './csv-rows.ts';
import { type CsvFile, inspectFile } from './csv-text.ts';
import { guessMapping } from './guess-mapping.ts';
import { checkMapping, type Mapping, readMapping, writeMapping } from './mapping.ts';
import { type RowContext, readTime } from './row-event.ts';
import type { ImportState } from './result-file.ts';
import type { ReadingHooks } from './shop-index.ts';

type OpenContext = Pick<CommandContext, 'terminal' | 'deployment'>;

/** How the rows of a file are read. */
export type Reading = Pick<ImportState, 'mapping' | 'type' | 'asOf' | 'timeZone'>;

export interface ReadingOptions {
  readonly map?: string;
  readonly asOf?: string;
  readonly timeZone: string;
  readonly encoding?: string;
  readonly updateOnly?: boolean;
}

/** A file whose columns are known. */
export interface OpenFile extends CsvFile {
  readonly header: readonly string[];
  /** The line of the header row, from 1. */
  readonly headerLine: number;
}

/** @throws UsageError the file cannot be read. */
export async function openFile(path: string, encoding?: string): Promise<OpenFile> {
  const file = await inspectFile(path, encoding);
  const { names, line } = await readHeader(file);
  return { ...file, header: names, headerLine: line };
}

/** @throws UsageError a column, a time or a contact is missing. */
export function openRowReading(
  { path, header, headerLine }: OpenFile,
  { map, asOf, timeZone, updateOnly }: ReadingOptions,
  now: number,
): Reading {
  const at = `${path}, line ${headerLine}`;
  const mapping = openMapping(map, header, at);
  checkMapping(mapping, header, { path, at });
  refuseZone(timeZone);
  const time = asOf === undefined ? undefined : readTime(asOf.trim(), timeZone);
  if (asOf !== undefined && time === undefined)
    throw new UsageError(
      '--as-of takes a date or a time: 2026-01-31, or 2026-01-31T10:00:00+08:00.',
    );
  if (time !== undefined && Date.parse(time) > now)
    throw new UsageError('--as-of is in the future: facts of this file would beat newer ones.');
  if (time === undefined && mapping.fields['time'] === undefined) {
    throw new UsageError(
      `${path} has no column with the time of each row. Say when the list was true: --as-of 2026-01-31. Newer facts and refusals then stay.`,
    );
  }
  return {
    mapping,
    timeZone,
    type: updateOnly === true ? 'customer.updated' : 'customer.signed_up',
    ...(time !== undefined && { asOf: time }),
  };
}

/** The written mapping, or the guess. @throws UsageError two columns are one field: a person has to choose. */
function openMapping(map: string | undefined, header: readonly string[], at: string): Mapping {
  if (map !== undefined && existsSync(map)) return readMapping(map);
  const { mapping, twice } = guessMapping(header, at);
  if (twice === undefined) return mapping;
  if (map === undefined)
    throw new UsageError(
      `${twice} Add --map map.json: it writes all other fields there, and you add this one.`,
    );
  writeMapping(map, mapping);
  throw new UsageError(
    `${twice} ${map} now has all other fields: add this one, and run the command again.`,
  );
}

function refuseZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) {
    throw new UsageError('--time-zone takes a name such as Asia/Taipei.');
  }
}

/** A store that takes signups now. @throws UsageError it is unknown, invalid or paused. @throws WaitError */
export async function openStore(
  name: string,
  { terminal, deployment }: OpenContext,
): Promise<Store> {
  const relay = deployment();
  const [stored] = selectStores(await storedStores(relay), [name]);
  const { store, mistakes } = readConfiguration(name, stored?.text ?? '');
  if (!store) throw new UsageError([`${name} is invalid:`, ...mistakes].join('\n  '));
  const states = createStoreStates({
    table: relay.ledgerTable(),
    now: terminal.now,
    newMark: terminal.newId,
  });
  const { pause } = await states.read(name);
  if (pause !== undefined) {
    throw new UsageError(
      `The store ${name} is paused (${pause.reason}), and the next probe is at ${timeOf(pause.probeAt)}. Start the import when it takes signups again: store list shows it.`,
    );
  }
  return store;
}

/** Checks rows as `consume` does. @throws UsageError, ConfigError, WaitError */
export async function openChecking(
  { store, config, file, reading }: ImportParts,
  context: OpenContext,
): Promise<(row: CsvRow) => Promise<CheckedRow>> {
  const digest = await context.deployment().digest();
  const { now } = context.terminal;
  // Clocks of tags and addresses are kept under hashes, which must equal those that consume writes.
  const openPlatform = createPlatforms({ http: NO_HTTP, digest, now });
  const deps: PredictDeps = { ...openPredicting(context), digest, openPlatform };
  const { mapping, type, asOf, timeZone } = reading;
  const { header } = file;
  const base = { store, config, mapping, header, type, asOf, timeZone, digest };
  return (row) => checkRow(row, { ...base, now: now() } satisfies RowContext, deps);
}

const NO_HTTP = (): Promise<never> => Promise.reject(new Error('a check calls no shop'));

export interface ImportParts {
  readonly store: string;
  readonly config: Store;
  readonly file: OpenFile;
  readonly reading: Reading;
}

/**
 * Reads the customers of the shop at half its limit, page by page.
 *
 * @param read uses the pages. @throws UsageError the shop cannot be read.
 */
export async function readShop<T>(
  { store, config }: Pick<ImportParts, 'store' | 'config'>,
  { whole }: { readonly whole: boolean },
  { terminal }: Pick<OpenContext, 'terminal'>,
  read: (pages: AsyncIterable<CustomerPage>, hooks: ReadingHooks) => Promise<T>,
): Promise<T> {
  const { now, signal } = terminal;
  const progress = openProgress(terminal, 'Reading customers of the shop', 0);
  const sleep = (ms: number): Promise<void> => terminal.sleep(ms);
  try {
    return await read(listCustomers(config, { http: createHttp(), now, sleep, whole }), {
      stopped: () => signal.aborted,
      advance: progress.advance,
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new UsageError(`The customers of ${store} cannot be read: ${error.message}.`);
  } finally {
    progress.end();
  }
}

/** @throws UsageError, ConfigError */
export async function openLedgerOf({ terminal, deployment }: OpenContext) {
  const relay = deployment();
  return createLedger({
    table: relay.ledgerTable(),
    digest: await relay.digest(),
    now: terminal.now,
  });
}

/** The time of the signups queue: outcomes are compared with it. @throws UsageError, WaitError */
export async function openSignupsClock({
  terminal,
  deployment,
}: OpenContext): Promise<() => number> {
  const relay = deployment();
  const url = relay.requiredName('SIGNUPS_QUEUE_URL');
  const { at } = await timedDepth({ client: relay.sqs(), url });
  return queueClockAt(at, terminal.now).now;
}

/** Reads the whole file once: a mistake in its last row is found before the first row is sent. @throws UsageError */
export async function countRows(file: CsvFile): Promise<number> {
  let rows = 0;
  for await (const row of readRows(file)) rows = row.row;
  if (rows === 0) throw noRows(file.path);
  return rows;
}

export const noRows = (path: string): UsageError =>
  new UsageError(`${path} has a header, but no row below it.`);

/** Others on this machine could read the people. */
export function permissionNote(path: string): readonly string[] {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return [];
  return [
    `${path} can be read by other users of this machine, and holds personal data. Run chmod 600 ${path}.`,
  ];
}
