import { type Queues, readQueueUrl, readStoresPlace, type StoresPlace } from './places.ts';
import { checked, type Environment, parseUrl, readSettings } from './config/settings.ts';

/** What the receive function needs to know from its environment. */
export interface ReceiveConfig extends Pick<Queues, 'signupsQueueUrl'>, StoresPlace {
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

/** As `loadConsumeConfig`. @throws ConfigError */
export function loadReceiveConfig(env: Environment): ReceiveConfig {
  const settings = readSettings(env);
  const signupsQueueUrl = readQueueUrl(settings, 'SIGNUPS_QUEUE_URL');
  const stores = readStoresPlace(settings);
  const publicUrl = settings.text('PUBLIC_URL', parseUrl, 'the public base address');
  const config = { signupsQueueUrl, ...stores, publicUrl: publicUrl.replace(/\/+$/, '') };
  return checked(config, settings.problems);
}
