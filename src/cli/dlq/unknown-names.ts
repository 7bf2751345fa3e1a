import { createArchive } from '../../aws/archive.ts';
import { type EventName, searchLedger, storesInLedger } from '../../aws/ledger/names-in-ledger.ts';
import { listStoreNames, listStores } from '../../aws/store-admin.ts';
import { WaitError } from '../../event/errors.ts';
import { listArchive, readArchive } from '../../dead-letters/archive/read.ts';
import {
  isIdOf,
  isSelected,
  type LetterSummary,
  type Selection,
} from '../../dead-letters/letter.ts';
import { listLetters } from '../../dead-letters/list.ts';
import type { CommandContext } from '../command-context.ts';
import type { Deployment } from '../deployment.ts';
import { harmless } from '../../util/harmless.ts';
import { withProgress } from '../output/progress.ts';
import { UsageError } from '../usage-error.ts';
import { openReading } from './open-letters.ts';

type Context = Pick<CommandContext, 'terminal' | 'deployment'>;
type Names = Pick<Selection, 'stores' | 'sources' | 'ids'>;

/**
 * For a selection that fits nothing: a store, source or id that is nowhere is a slip, and not an empty result. Known is
 * what is configured, and all that queue, archive or ledger name: a shop that has left has letters, too.
 *
 * @throws UsageError naming what is unknown and what is known. @throws WaitError the queue cannot be reached.
 */
export async function refuseUnknown(
  { stores = [], sources = [], ids = [] }: Names,
  context: Context,
): Promise<void> {
  if (stores.length + sources.length + ids.length === 0) return;
  const { letters, complete } = await withProgress(context.terminal, 'check names', (advance) =>
    listLetters({}, openReading(context), ({ done, total }) => advance(done, total)),
  );
  // Letters that another command is reading could have the name. The command says that it did not see all.
  if (!complete) return;
  const relay = context.deployment();
  await refuseUnknownStores(stores, letters, relay);
  await refuseUnknownSources(sources, letters, relay);
  await refuseUnknownIds(ids, letters, relay);
}

/**
 * For lists, before a command acts: where one of several names is known, the selection fits something, and a slip in
 * another one would go unseen.
 *
 * @throws UsageError, WaitError as `refuseUnknown`
 */
export async function refuseUnknownAmong(selection: Names, context: Context): Promise<void> {
  const { stores, sources, ids } = selection;
  const several = (names: readonly string[] = []) => (names.length > 1 ? names : []);
  await refuseUnknown(
    { stores: several(stores), sources: several(sources), ids: several(ids) },
    context,
  );
}

/**
 * @param letters all of the queue. @param more names that are known from elsewhere.
 * @throws UsageError a store is not known.
 */
export async function refuseUnknownStores(
  stores: readonly string[],
  letters: readonly Pick<LetterSummary, 'store'>[],
  relay: Deployment,
  more: readonly string[] = [],
): Promise<void> {
  const known = new Set([...letters.flatMap(({ store }) => store ?? []), ...more]);
  const unknown = (): readonly string[] => stores.filter((store) => !known.has(store));
  const unread: string[] = [];
  // In the order of what it costs: the ledger is read as a whole.
  for (const [place, namesIn] of PLACES) {
    if (unknown().length === 0) return;
    try {
      for (const name of await namesIn(relay)) known.add(name);
    } catch (error) {
      // Not every operator may read every place.
      if (!(error instanceof WaitError)) throw error;
      unread.push(`The ${place} could not be asked.`);
    }
  }
  const [first] = unknown();
  if (first === undefined) return;
  throw new UsageError(
    [
      `There is no store ${harmless(first)}: it is not configured, and neither queue, archive nor ledger names it.`,
      ...unread,
      `Known stores: ${listed([...known])}.`,
    ].join(' '),
  );
}

const PLACES = [
  ['configuration', configuredStores],
  ['archive', archivedStores],
  ['ledger', ledgerStores],
] as const;

async function configuredStores(relay: Deployment): Promise<readonly string[]> {
  const path = relay.optionalName('STORES_PATH');
  return path === undefined ? [] : listStoreNames(relay.ssm(), path);
}

async function archivedStores(relay: Deployment): Promise<readonly string[]> {
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  if (bucket === undefined) return [];
  const stores: string[] = [];
  for await (const { store } of listArchive({}, createArchive(relay.s3(), bucket))) {
    if (store !== undefined) stores.push(store);
  }
  return stores;
}

async function ledgerStores(relay: Deployment): Promise<Iterable<string>> {
  const table = relay.optionalName('LEDGER_TABLE');
  return table === undefined ? [] : storesInLedger({ client: relay.dynamoDb(), table });
}

async function refuseUnknownSources(
  sources: readonly string[],
  letters: readonly LetterSummary[],
  relay: Deployment,
): Promise<void> {
  const known = new Set(letters.flatMap(({ source }) => source ?? []));
  const unknown = sources.filter((source) => !known.has(source));
  if (unknown.length === 0) return;
  for (const name of await configuredSources(relay)) known.add(name);
  for (const source of unknown.filter((name) => !known.has(name))) {
    const found = await searchEvent('source', source, relay);
    if (found === undefined) continue;
    throw new UsageError(
      `There is no source ${harmless(source)}: it is not configured, and no dead letter has it. ${found} Known sources: ${listed([...known])}.`,
    );
  }
}

/** Webhooks have `/webhooks/<store>/<source>` as the source of their events. */
async function configuredSources(relay: Deployment): Promise<readonly string[]> {
  const [stores, sources] = [relay.optionalName('STORES_PATH'), relay.optionalName('SOURCES_PATH')];
  if (stores === undefined || sources === undefined) return [];
  const all = await listStores(relay.ssm(), { stores, sources }).catch(emptyWhereUnreachable);
  return all.flatMap(({ name, sources: own }) =>
    Object.keys(own).map((source) => `/webhooks/${name}/${source}`),
  );
}

function emptyWhereUnreachable(error: unknown): readonly never[] {
  // Not every operator may read every place.
  if (error instanceof WaitError) return [];
  throw error;
}

async function refuseUnknownIds(
  ids: readonly string[],
  letters: readonly LetterSummary[],
  relay: Deployment,
): Promise<void> {
  for (const id of ids) {
    if (letters.some((letter) => isSelected(letter, { ids: [id] }))) continue;
    const found = await searchEvent('id', id, relay);
    if (found === undefined) continue;
    const names = letters.map(({ eventId, messageId }) => eventId ?? messageId);
    throw new UsageError(
      `No dead letter with the id ${harmless(id)} was found. ${found} Ids in the queue: ${listed(names)}.`,
    );
  }
}

/** @returns undefined if archive or ledger have it; else where it was searched. */
async function searchEvent(
  kind: EventName,
  name: string,
  relay: Deployment,
): Promise<string | undefined> {
  const found: Searched[] = [];
  for (const search of [searchArchive, searchLedgerOf]) {
    found.push(
      await search(kind, name, relay).catch((error: unknown) => {
        if (error instanceof WaitError) return 'not asked' as const;
        throw error;
      }),
    );
    if (found.includes('found')) return undefined;
  }
  const [archive = 'not found', ledger = 'not found'] = found;
  if (archive === 'not found' && ledger === 'not found')
    return 'Neither queue, archive nor ledger has it.';
  return [archiveText(archive), ledgerText(ledger)].join(' ');
}

type Searched = 'found' | 'not found' | 'not asked' | 'too large';

const archiveText = (found: Searched): string =>
  found === 'not asked'
    ? 'The archive could not be asked.'
    : found === 'too large'
      ? 'The archive is too large to search it for an event here: dlq import --archive searches it.'
      : 'The archive does not have it.';

const ledgerText = (found: Searched): string =>
  found === 'not asked'
    ? 'The ledger could not be asked.'
    : found === 'too large'
      ? 'The ledger is too large to search it here: trace searches the logs.'
      : 'The ledger does not have it.';

async function searchLedgerOf(kind: EventName, name: string, relay: Deployment): Promise<Searched> {
  const table = relay.optionalName('LEDGER_TABLE');
  return table === undefined
    ? 'not found'
    : searchLedger({ client: relay.dynamoDb(), table }, kind, name);
}

/** Only the letters themselves have ids and sources of their events. An error must not take minutes. */
const MOST_READ = 1_000;

async function searchArchive(kind: EventName, name: string, relay: Deployment): Promise<Searched> {
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  if (bucket === undefined) return 'not found';
  const archive = createArchive(relay.s3(), bucket);
  let count = 0;
  for await (const archived of listArchive({}, archive)) {
    if (kind === 'id' && isIdOf(name, archived)) return 'found';
    count += 1;
  }
  if (count > MOST_READ) return 'too large';
  const selection = kind === 'id' ? { ids: [name] } : { sources: [name] };
  for await (const { line } of readArchive(selection, archive)) {
    if (line !== undefined) return 'found';
  }
  return 'not found';
}

/** Most names in an error. */
const MOST_NAMES = 20;

function listed(all: readonly string[]): string {
  const names = [...new Set(all)].toSorted();
  if (names.length === 0) return 'none';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).map(harmless).join(', ')}${more}`;
}
