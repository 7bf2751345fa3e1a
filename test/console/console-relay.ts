import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDeadLetters } from '../../src/aws/queues/dead-letters.ts';
import type { ConsoleContext } from '../../src/console/console-context.ts';
import { createLetterService } from '../../src/console/letter-service.ts';
import { openConsole, type OpenConsole } from '../../src/console/open-console.ts';
import { openContext } from '../../src/console/open-context.ts';
import { openDeployment } from '../../src/cli/deployment.ts';
import { openCorrection } from '../../src/cli/dlq/correct-command.ts';
import { createLetterFile } from '../../src/cli/dlq/letter-file.ts';
import { openReplaying } from '../../src/cli/dlq/open-letters.ts';
import { aTerminal } from '../support/a-terminal.ts';

/** Length of a second in pauses, in milliseconds, to make the tests fast. */
const SECOND_MS = 60;

/** A console on the services that `env` names, on a free port. @param folder for copies of discarded letters. */
export async function openTestConsole(
  env: Readonly<Record<string, string>>,
  folder: string,
  changes: Partial<ConsoleContext> = {},
): Promise<OpenConsole> {
  // The AWS SDK reads its endpoints from the environment.
  Object.assign(process.env, env);
  const { terminal } = aTerminal({ env, now: Date.now });
  const deployment = openDeployment(env);
  const context = openContext(deployment, terminal);
  const url = deployment.requiredName('DEAD_LETTER_QUEUE_URL');
  const letters = createLetterService({
    open: (signal) => ({
      ...openReplaying({ terminal, deployment: () => deployment }),
      deadLetters: createDeadLetters({ client: deployment.sqs(), url, waitSeconds: 0 }),
      signal,
      sleep: (ms) => wait((ms * SECOND_MS) / 1_000),
    }),
    openCorrection: async () => openCorrection(deployment),
    by: 'mei',
    openCopy: (what) => {
      const path = join(folder, `${what}-${Date.now()}.jsonl`);
      return { ...createLetterFile(path, false), path };
    },
  });
  const newSecret = (): string => randomBytes(32).toString('base64url');
  return openConsole({ ...context, letters, ...changes }, { port: 0, newSecret });
}
