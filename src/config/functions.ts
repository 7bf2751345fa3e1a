import {
  type Queues,
  readHours,
  readQueues,
  readStoresPlace,
  type StoresPlace,
} from '../places.ts';
import { checked, type Environment, parseName, readSettings } from './settings.ts';

/** What the consume function needs to know from its environment. */
export interface ConsumeConfig extends Queues, StoresPlace {
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
  const stores = readStoresPlace(settings);
  const ledgerKeyParameter = text('LEDGER_KEY_PARAMETER', parseName, 'the name of a SecureString');
  const retryHorizonMs = readHours(settings, 'RETRY_HORIZON_HOURS', 48);
  // Who may read the stores must not be able to recognise people in the ledger.
  if (stores.storesPath !== '' && ledgerKeyParameter.startsWith(`${stores.storesPath}/`))
    problems.push('LEDGER_KEY_PARAMETER must lie outside STORES_PATH');
  return checked(
    { ...queues, ...stores, ledgerTable, ledgerKeyParameter, retryHorizonMs },
    problems,
  );
}
