import type { Deployment } from '../cli/deployment.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Ages } from './answers.ts';
import type { ConsoleParts } from './console-context.ts';
import { readAges } from './read-ages.ts';
import { readHistory } from './read-history.ts';

interface OpenHistory extends Pick<ConsoleParts, 'readHistory'> {
  /** Those of now. Never rejects; nothing is known where asking every moment would cost money. */
  readonly readAges: () => Promise<Ages>;
}

/** CloudWatch of the deployment; AWS' own must not be mistaken for that of a local run that has none. */
export function openHistory(
  deployment: Deployment,
  { signups, deadLetters }: ConsoleParts['place'],
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): OpenHistory {
  const isLocal = (env['AWS_ENDPOINT_URL_SQS'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  const hasOwn = (env['AWS_ENDPOINT_URL_CLOUDWATCH'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  if (isLocal && !hasOwn) {
    return { readHistory: async () => ({ state: 'none', why: NONE }), readAges: async () => ({}) };
  }
  const deps = { signups, deadLetters, now };
  return {
    readHistory: async () => {
      const history = await readHistory({ client: deployment.cloudWatch(), ...deps });
      return isLocal || history.state === 'none' ? history : { ...history, note: NOTE };
    },
    readAges: async () => (isLocal ? readAges({ client: deployment.cloudWatch(), ...deps }) : {}),
  };
}

const NONE =
  'Only CloudWatch knows the age of the oldest message, and this local run has none. The other charts begin when the console was started.';
const NOTE =
  'The ages are those of CloudWatch, minute by minute. It leaves out messages that were received more than three times, and every look receives all dead letters.';
