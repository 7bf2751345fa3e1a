import { type Logger, pino } from 'pino';
import type { Log } from '../../src/telemetry/log.ts';

/**
 * In place of `src/telemetry/log.ts`: pino with the fields of our lines. What an invocation shares is in each of its
 * lines, because pino has no lines of two kinds. For the measurement only.
 */
export const serviceIn = (env: Readonly<Record<string, string | undefined>>): string =>
  env['POWERTOOLS_SERVICE_NAME'] || 'signup-relay';

export function openLog({ env }: Pick<NodeJS.Process, 'env'>, now: () => number) {
  const service = serviceIn(env);
  const root = pino(
    {
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    pino.destination({ fd: 1, sync: true }),
  );
  let current: Logger = root;
  const log: Log = {
    info: (message, fields) => current.info(fields, message),
    warn: (message, fields) => current.warn(fields, message),
    error: (message, fields) => current.error(fields, message),
  };
  const begin = ({ awsRequestId }: { readonly awsRequestId: string }): void => {
    current = root.child({ service, function_request_id: awsRequestId });
  };
  return { ...log, begin };
}
