import type { Deployment } from '../deployment.ts';
import type { Terminal } from '../terminal.ts';
import type { ConsoleParts } from './console-parts.ts';
import { readHistory } from './read-history.ts';

/** CloudWatch of the deployment; a local run has none, and its endpoint must not be mistaken for that of AWS. */
export function openHistory(
  deployment: Deployment,
  { signups, deadLetters }: ConsoleParts['place'],
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): ConsoleParts['readHistory'] {
  const isLocal = (env['AWS_ENDPOINT_URL_SQS'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  const hasOwn = (env['AWS_ENDPOINT_URL_CLOUDWATCH'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  if (isLocal && !hasOwn) return async () => ({ state: 'none', why: LOCAL });
  return async () => readHistory({ client: deployment.cloudWatch(), signups, deadLetters, now });
}

const LOCAL =
  'Only CloudWatch knows the age of the oldest message, and a local run has none. The other charts begin when the console was started.';
