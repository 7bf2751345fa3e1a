import { runCli } from '../../src/cli/run-cli.ts';
import { aTerminal } from './a-terminal.ts';
import { type AwsProxy, openAwsProxy } from './aws-proxy.ts';
import { type Embedded, openEmbedded } from './embedded.ts';

/** The embedded SQS, but long polls end at once: no message arrives in these tests during a poll. */
async function openHastySqs({ sqs }: Pick<Embedded, 'sqs'>): Promise<AwsProxy> {
  const proxy = await openAwsProxy(sqs.endpoint);
  proxy.set(({ input }, forward) =>
    forward('WaitTimeSeconds' in input ? { ...input, WaitTimeSeconds: 0 } : input),
  );
  return proxy;
}

/** The environment of a run whose calls to SQS go through a proxy. The SDK uses the host of the queue's URL. */
export const throughProxy = (
  { env, sqs }: Pick<Embedded, 'env' | 'sqs'>,
  { url }: AwsProxy,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      // The archive is on the same address, and the proxy speaks SQS only.
      name === 'AWS_ENDPOINT_URL_S3' ? value : value.replace(sqs.endpoint, url),
    ]),
  );

/** Embedded services for commands on dead letters, whose waits cost no time. */
export interface Hasty {
  readonly embedded: Embedded;
  /** Runs a command in the process of the test. @returns with what it printed, and how long it would have waited. */
  run(...args: readonly string[]): Promise<{
    readonly code: number;
    readonly out: string;
    readonly err: string;
    readonly sleptMs: number;
  }>;
  close(): Promise<void>;
}

/** One per test file: sets the environment of its process. */
export async function openHasty(): Promise<Hasty> {
  const embedded = await openEmbedded();
  const proxy = await openHastySqs(embedded);
  const env = throughProxy(embedded, proxy);
  Object.assign(process.env, env);
  return {
    embedded,
    run: async (...args) => {
      let sleptMs = 0;
      const { terminal, out, err } = aTerminal({
        env,
        now: () => Date.now() + sleptMs,
        sleep: async (ms) => void (sleptMs += ms),
      });
      const code = await runCli(args, terminal);
      return { code, out: out(), err: err(), sleptMs };
    },
    close: async () => {
      await proxy.close();
      await embedded.close();
    },
  };
}
