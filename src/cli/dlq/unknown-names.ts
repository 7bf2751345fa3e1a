import { createArchive } from '../../aws/archive.ts';
import { storesInLedger } from '../../aws/ledger/stores-in-ledger.ts';
import { listStoreNames } from '../../aws/store-admin.ts';
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
import { UsageError } from '../usage-error.ts';
import { openReading } from './open-letters.ts';

type Context = Pick<CommandContext, 'terminal' | 'deployment'>;

/**
 * For a selection that fits nothing: a store or id that is nowhere is a slip, and not an empty result. Known are stores
 * that are configured, and all that queue, archive or ledger name: a shop that has left has letters, too.
 *
 * @throws UsageError naming what is unknown and what is known. @throws WaitError the queue cannot be reached.
 */
export async function refuseUnknown(
  { stores = [], ids = [] }: Pick<Selection, 'stores' | 'ids'>,
  context: Context,
): Promise<void> {
  if (stores.length === 0 && ids.length === 0) return;
  const { letters, complete } = await listLetters({}, openReading(context));
  // Letters that another command is reading could have the name. The command says that it did not see all.
  if (!complete) return;
  await refuseUnknownStores(stores, letters, context.deployment());
  await refuseUnknownIds(ids, letters, context.deployment());
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

async function refuseUnknownIds(
  ids: readonly string[],
  letters: readonly LetterSummary[],
  relay: Deployment,
): Promise<void> {
  for (const id of ids) {
    if (letters.some((letter) => isSelected(letter, { ids: [id] }))) continue;
    const archived = await searchArchive(id, relay).catch((error: unknown) => {
      if (error instanceof WaitError) return 'not asked' as const;
      throw error;
    });
    if (archived === 'found') continue;
    const names = letters.map(({ eventId, messageId }) => eventId ?? messageId);
    throw new UsageError(
      `No dead letter with the id ${harmless(id)} was found. ${ARCHIVE_TEXTS[archived]} Ids in the queue: ${listed(names)}.`,
    );
  }
}

const ARCHIVE_TEXTS = {
  'not found': 'Neither queue nor archive has it.',
  'not asked': 'The archive could not be asked.',
  'too large':
    'The archive is too large to search it for an event here: dlq import --archive --id searches it.',
} as const;

/** Only the letters themselves have the ids of their events. An error must not take minutes. */
const MOST_READ = 1_000;

async function searchArchive(
  id: string,
  relay: Deployment,
): Promise<'found' | 'not found' | 'too large'> {
  const bucket = relay.optionalName('ARCHIVE_BUCKET');
  if (bucket === undefined) return 'not found';
  const archive = createArchive(relay.s3(), bucket);
  let count = 0;
  for await (const archived of listArchive({}, archive)) {
    if (isIdOf(id, archived)) return 'found';
    count += 1;
  }
  if (count > MOST_READ) return 'too large';
  for await (const { line } of readArchive({ ids: [id] }, archive)) {
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
