import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import type { DeliveryFile } from '../sources/delivery-file.ts';
import { EmbeddedServiceError } from './aws/aws-json.ts';
import { sendMessage } from './aws/queue-calls.ts';
import { FIXED_SQS_ENDPOINT, FIXED_WEBHOOK_ADDRESS } from './local-ports.ts';
import { ENV_FILE } from './run-files.ts';
import { postDelivery } from './samples/post.ts';

export const SEND_USAGE = `Usage: npm run send -- <file> [options]

Puts the text of a file on the signups queue of a running \`npm start\`, byte for byte.
A webhook file like those in events/webhooks/ is signed and posted to its webhook address instead.

The addresses come from the options, else from the environment, else from local.env, which npm start writes.

  --env <file>        another file than local.env
  --endpoint <url>    address of SQS          (AWS_ENDPOINT_URL_SQS; without any: ${FIXED_SQS_ENDPOINT})
  --queue-url <url>   address of the queue    (SIGNUPS_QUEUE_URL; without any: the queue of npm start there)
  --url <url>         base of the webhooks    (PUBLIC_URL; without any: ${FIXED_WEBHOOK_ADDRESS})
  --raw               send a file that is not JSON
  --help              show this`;

export interface SendOptions {
  readonly file: string | undefined;
  readonly endpoint: string;
  readonly queueUrl: string;
  /** Base address of webhooks, without a slash at its end. */
  readonly url: string;
  readonly raw: boolean;
  readonly help: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws Error the command line is invalid, or the file of `--env` cannot be read; the message says why. */
export function parseSendOptions(args: readonly string[], environment: Env): SendOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      endpoint: { type: 'string' },
      'queue-url': { type: 'string' },
      url: { type: 'string' },
      raw: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { raw, help } = values;
  const [file] = positionals;
  if (!help && positionals.length !== 1) throw new Error('Name exactly one file.');
  const env = withFile(environment, help ? undefined : values.env);
  const endpoint = values.endpoint ?? env['AWS_ENDPOINT_URL_SQS'] ?? FIXED_SQS_ENDPOINT;
  if (!URL.canParse(endpoint))
    throw new Error('--endpoint must be an address such as http://127.0.0.1:9324');
  const url = (values.url ?? env['PUBLIC_URL'] ?? FIXED_WEBHOOK_ADDRESS).replace(/\/+$/, '');
  if (!URL.canParse(url))
    throw new Error(`--url must be an address such as ${FIXED_WEBHOOK_ADDRESS}`);
  const ownQueue = new URL('/000000000000/signups', endpoint).href;
  // The environment's queue belongs to the environment's endpoint, not to an endpoint of the command line.
  const fromEnv = values.endpoint === undefined ? env['SIGNUPS_QUEUE_URL'] : undefined;
  const queueUrl = values['queue-url'] ?? fromEnv ?? ownQueue;
  return { file, endpoint, queueUrl, url, raw, help };
}

/** With `--env` the file wins over the environment. Without it, local.env adds what the environment does not say. */
function withFile(env: Env, named: string | undefined): Env {
  const file = readEnv(named ?? ENV_FILE);
  if (named !== undefined) {
    if (file !== undefined) return { ...env, ...file };
    throw new Error(`${named} cannot be read. npm start names the file that it writes.`);
  }
  // Endpoint and queue belong together.
  const { AWS_ENDPOINT_URL_SQS, SIGNUPS_QUEUE_URL } = env;
  const { PUBLIC_URL, ...queue } = file ?? {};
  const isQueueGiven = AWS_ENDPOINT_URL_SQS !== undefined || SIGNUPS_QUEUE_URL !== undefined;
  return { ...(!isQueueGiven && queue), ...(PUBLIC_URL !== undefined && { PUBLIC_URL }), ...env };
}

function readEnv(file: string): Env | undefined {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The queue and the webhooks of a running `npm start`. @param fail makes the error that says why nothing was sent. */
export const createLocalTarget = (
  options: SendOptions,
  fail: (message: string, cause: unknown) => Error,
) => ({
  send: async (body: string): Promise<string> =>
    sendMessage(options, body).catch((error: unknown) => {
      throw error instanceof EmbeddedServiceError
        ? fail(`The queue refused the message. ${error.message}`, error)
        : fail(
            `Nothing answers at ${options.endpoint}. Is npm start running? It prints its SQS endpoint.`,
            error,
          );
    }),
  post: async (delivery: DeliveryFile) => {
    const status = await postDelivery(options.url, delivery).catch((error: unknown) => {
      throw fail(
        `Nothing answers at ${options.url}. Is npm start running? It prints the address of its webhooks.`,
        error,
      );
    });
    return { tool: delivery.source, status };
  },
});
