import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from '../../src/telemetry/log.ts';

/** In place of `src/telemetry/log.ts`: the logger of Powertools as its documentation shows. For the measurement only. */
export const serviceIn = (env: Readonly<Record<string, string | undefined>>): string =>
  env['POWERTOOLS_SERVICE_NAME'] || 'signup-relay';

export function openLog({ env }: Pick<NodeJS.Process, 'env'>) {
  const logger = new Logger({ serviceName: serviceIn(env) });
  const log: Log = {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
  };
  return { ...log, begin: (context: Context) => logger.addContext(context) };
}
