import { jsonText } from '../../util/harmless.ts';
import { SSMClient } from '@aws-sdk/client-ssm';
import { sdkParameters } from '../../aws/sdk-parameters.ts';
import { createSenders, createStores } from '../../aws/stores.ts';
import type { Senders, Stores } from '../../delivery/stores-port.ts';
import { parseConfigured, parseConfiguredSource } from '../../sources/parse-configured.ts';
import { RejectedError } from '../../event/errors.ts';
import type { AddCommands } from '../command-context.ts';
import type { Terminal } from '../terminal.ts';
import { readJsonInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { answersFrom } from './answers-file.ts';
import { describeExplained } from './describe-explained.ts';
import { explainEvent } from './explain-event.ts';
import {
  describeSignature,
  type ExplainedSignature,
  explainSignature,
  publicUrlIn,
} from './explain-signature.ts';
import type { Explained } from './explained.ts';
import { readContents, readEvent } from './read-event.ts';
import { once } from '../../util/once.ts';

export const addExplainCommands: AddCommands = (program, { terminal, finish }) => {
  program
    .command('explain')
    .summary('show how each field of a delivery reaches the shop')
    .description(
      'Shows for each field the origin of its value, the rule, and the value that is sent to the shop. Also shows the bytes that were signed, parts that are left out, unclear consents, and the trust of the source. Sends nothing.',
    )
    .argument(
      '<file>',
      'a webhook.delivered event, its data, {headers, query, body}, a file of `send`, a file of `dlq export` with one letter, a canonical event, or a batch of events',
    )
    .option('--store <name>', 'store; needed if the file does not name it')
    .option('--source <name>', 'source; needed if the file does not name it')
    .option('--config <file>', "the store's configuration (default: Parameter Store)")
    .option('--answers <file>', 'of a tool that posts only an id: a captured answer of its API')
    .option('--json', 'print JSON instead of tables')
    .addHelpText(
      'after',
      '\nExit codes: 0 mapped or skipped, 1 rejected, 2 could not run.\nThe output holds the personal data of the file.',
    )
    .action(async (file: string, options: ExplainOptions) => {
      finish(await explain(file, options, terminal));
    });
};

interface ExplainOptions {
  readonly store?: string;
  readonly source?: string;
  readonly config?: string;
  readonly answers?: string;
  readonly json?: boolean;
}

/**
 * Prints the explanation of a file.
 *
 * @returns the exit code: 0, or 1 if a signup is rejected.
 * @throws UsageError, ConfigError or WaitError if nothing can be explained.
 */
async function explain(file: string, options: ExplainOptions, terminal: Terminal): Promise<number> {
  const { signups, signature } = await explainFile(file, options, terminal);
  if (options.json) terminal.print(jsonText({ signups, ...(signature && { signature }) }));
  else terminal.print([describeExplained(signups), ...describeSignature(signature)].join('\n\n'));
  return signups.some(({ outcome }) => outcome === 'rejected') ? 1 : 0;
}

interface ExplainedFile {
  readonly signups: readonly Explained[];
  readonly signature?: ExplainedSignature | undefined;
}

async function explainFile(
  file: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExplainedFile> {
  const { store, source, answers } = options;
  const target = { ...(store !== undefined && { store }), ...(source !== undefined && { source }) };
  const read = { file, target, now: terminal.now() };
  const fetched = answers !== undefined && { fetchRecords: answersFrom(answers) };
  const deps = once(async () => ({
    ...(await openStores(options, terminal)),
    ...fetched,
    now: terminal.now,
  }));
  const explainOne = async (content: unknown): Promise<ExplainedFile> => {
    try {
      const { event, query } = readEvent(content, read);
      const opened = await deps();
      const publicUrl = publicUrlIn(terminal.env);
      const signature = await explainSignature(event, { ...opened, query, publicUrl });
      return { signups: await explainEvent(event, opened), signature };
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      const { reason, message: detail, issues } = error;
      return { signups: [{ outcome: 'rejected', reason, detail, issues }] };
    }
  };
  const all = await Promise.all(readContents(file).map(explainOne));
  // Only a webhook is signed, and no batch holds one.
  return { signups: all.flatMap(({ signups }) => signups), signature: all[0]?.signature };
}

/**
 * The stores of Parameter Store. With a configuration file, every name gives the store of that file.
 *
 * @throws UsageError there is no file and a path is not set. @throws ConfigError the file is not a configuration.
 */
async function openStores(
  { config, store = 'of the file' }: { readonly config?: string; readonly store?: string },
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): Promise<{ readonly stores: Stores; readonly senders: Senders }> {
  if (config !== undefined) {
    const parsed = await parseConfigured(store, readJsonInput(config).text);
    const stores = { get: async () => parsed, refresh: async () => parsed };
    return { stores, senders: { find: async () => undefined } };
  }
  const [path, sourcesPath] = ['STORES_PATH', 'SOURCES_PATH'].map((name) =>
    env[name]?.trim().replace(/\/+$/, ''),
  );
  if (!path || !sourcesPath) {
    throw new UsageError(
      'There is no configuration of the store. Add --config <file>, or set STORES_PATH and SOURCES_PATH.',
    );
  }
  const reading = { readParameter: sdkParameters(new SSMClient({})), ttlMs: 60_000, now };
  return {
    stores: createStores({ ...reading, path, parse: parseConfigured }),
    senders: createSenders({
      ...reading,
      path: sourcesPath,
      parse: parseConfiguredSource,
    }),
  };
}
