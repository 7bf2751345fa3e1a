import {
  checked,
  type Environment,
  parseName,
  parseUrl,
  type Queues,
  readHours,
  readQueues,
  readQueueUrl,
  readSettings,
  readSourcesPath,
  readStoresConfig,
  readStoresTtl,
  type SourcesConfig,
  type StoresConfig,
} from './settings.ts';

/** The environment of the consume function. */
interface ConsumeConfig extends Queues, StoresConfig, SourcesConfig {
  readonly ledgerTable: string;
  readonly ledgerKeyParameter: string;
  readonly retryHorizonMs: number;
}

/**
 * Reads and checks every setting at once, so that one failed deployment names every mistake.
 *
 * @throws ConfigError listing all missing or malformed variables by name, never by value.
 */
export function loadConsumeConfig(env: Environment): ConsumeConfig {
  const settings = readSettings(env);
  const { text, problems } = settings;
  const queues = readQueues(settings);
  const ledgerTable = text('LEDGER_TABLE', parseName, 'the name of a DynamoDB table');
  const stores = readStoresConfig(settings);
  const ledgerKeyParameter = text('LEDGER_KEY_PARAMETER', parseName, 'the name of a SecureString');
  const retryHorizonMs = readHours(settings, 'RETRY_HORIZON_HOURS', 48);
  // A role that may read stores or sources must not be able to recognise people in the ledger.
  for (const [name, path] of [
    ['STORES_PATH', stores.storesPath],
    ['SOURCES_PATH', stores.sourcesPath],
  ] as const) {
    if (path !== '' && ledgerKeyParameter.startsWith(`${path}/`))
      problems.push(`LEDGER_KEY_PARAMETER must lie outside ${name}`);
  }
  return checked(
    { ...queues, ...stores, ledgerTable, ledgerKeyParameter, retryHorizonMs },
    problems,
  );
}

/** The environment of the archive function. */
interface ArchiveConfig extends Pick<Queues, 'deadLetterQueueUrl'> {
  /** Without it, expiring dead letters are reported but not moved. */
  readonly archiveBucket?: string;
  readonly archiveWithinMs: number;
  readonly expiringWithinMs: number;
}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadArchiveConfig(env: Environment): ArchiveConfig {
  const settings = readSettings(env);
  const archiveBucket = env['ARCHIVE_BUCKET']?.trim() ?? '';
  const config = {
    deadLetterQueueUrl: readQueueUrl(settings, 'DEAD_LETTER_QUEUE_URL'),
    ...(archiveBucket !== '' && { archiveBucket }),
    archiveWithinMs: readHours(settings, 'ARCHIVE_WITHIN_HOURS', 72),
    expiringWithinMs: readHours(settings, 'EXPIRING_WITHIN_HOURS', 48),
  };
  return checked(config, settings.problems);
}

/** The environment of the receive function. */
interface ReceiveConfig
  extends Pick<Queues, 'signupsQueueUrl'>, SourcesConfig, Pick<StoresConfig, 'storesTtlMs'> {
  /** Without a trailing slash. */
  readonly publicUrl: string;
}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadReceiveConfig(env: Environment): ReceiveConfig {
  const settings = readSettings(env);
  const signupsQueueUrl = readQueueUrl(settings, 'SIGNUPS_QUEUE_URL');
  const sourcesPath = readSourcesPath(settings);
  const storesTtlMs = readStoresTtl(settings);
  const publicUrl = settings.text('PUBLIC_URL', parseUrl, 'the public base address');
  const config = {
    signupsQueueUrl,
    sourcesPath,
    storesTtlMs,
    publicUrl: publicUrl.replace(/\/+$/, ''),
  };
  return checked(config, settings.problems);
}

/** The environment of the replay function. */
interface ReplayConfig extends Queues, StoresConfig, SourcesConfig {}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadReplayConfig(env: Environment): ReplayConfig {
  const settings = readSettings(env);
  const config = { ...readQueues(settings), ...readStoresConfig(settings) };
  return checked(config, settings.problems);
}
