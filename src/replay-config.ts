import { type Queues, readQueues, readStoresPlace, type StoresPlace } from './places.ts';
import { checked, type Environment, readSettings } from './config/settings.ts';

/** What the replay function needs to know from its environment. */
export interface ReplayConfig extends Queues, StoresPlace {}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadReplayConfig(env: Environment): ReplayConfig {
  const settings = readSettings(env);
  const config = { ...readQueues(settings), ...readStoresPlace(settings) };
  return checked(config, settings.problems);
}
