import { type EmbeddedDynamoDb, openEmbeddedDynamoDb } from './aws/embedded-dynamodb.ts';
import {
  createBucket,
  type EmbeddedSqs,
  type EmbeddedSqsOptions,
  openEmbeddedSqs,
  QUEUE_NAMES,
} from './aws/embedded-sqs.ts';
import { freePort } from './aws/free-port.ts';
import { createLogStore, type LogStore } from './aws/log-store.ts';
import { createMetricStore, type MetricStore } from './aws/metric-store.ts';
import { createParameterStore, type ParameterStore } from './aws/parameter-store.ts';
import { takeApart } from '../config/store-parts.ts';
import type { ShopFacts, Store } from '../generated/types.ts';
import { createLineIssuer, type LineIssuer } from './line-issuer.ts';
import type { LocalPorts } from './local-ports.ts';
import { knobsOf } from './sandbox/facts-knobs.ts';
import {
  createShoplazzaSandbox,
  type ShoplazzaSandbox,
} from './sandbox/shoplazza/create-shoplazza-sandbox.ts';
import {
  createShoplineSandbox,
  type ShoplineSandbox,
} from './sandbox/shopline/create-shopline-sandbox.ts';
import { createStandIns, type StandIns } from './sandbox/senders/stand-ins.ts';

/** Every service that the functions call, in this process and on 127.0.0.1 only. */
export interface LocalServices {
  readonly sqs: EmbeddedSqs;
  readonly dynamoDb: EmbeddedDynamoDb;
  readonly parameterStore: ParameterStore;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly shopline: ShoplineSandbox;
  readonly shoplazza: ShoplazzaSandbox;
  readonly senders: StandIns;
  /** LINE's login, for the form in LINE. */
  readonly line: LineIssuer;
  /** The functions' environment; the same variables as on AWS. */
  readonly env: Readonly<Record<string, string>>;
  /** Configures a store, as an operator does on AWS. */
  readonly putStore: (name: string, store: object) => void;
  close(): Promise<void>;
}

export interface LocalServicesOptions extends Omit<EmbeddedSqsOptions, 'port'> {
  readonly ports: LocalPorts;
  /** @default the embedded one; tests bring Amazon's own. */
  readonly openDynamoDb?: typeof openEmbeddedDynamoDb;
  /** The sandbox shops behave as the shops of these probes. */
  readonly facts?: readonly ShopFacts[];
}

const STORES_PATH = '/signup-relay/local/stores';
const SOURCES_PATH = '/signup-relay/local/sources';
const LEDGER_KEY_PARAMETER = '/signup-relay/local/ledger-key';
const ARCHIVE_BUCKET = 'signup-relay-local-archive';

/** The functions' log groups, with names as on Lambda. */
export const LOG_GROUPS = {
  consume: '/aws/lambda/signup-relay-local-consume',
  receive: '/aws/lambda/signup-relay-local-receive',
} as const;

/** Starts every service. All are empty, except for the ledger's key. */
export async function openLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { ports, openDynamoDb = openEmbeddedDynamoDb, facts = [], ...sqsOptions } = options;
  const parameterStore = createParameterStore();
  const logs = createLogStore(Object.values(LOG_GROUPS));
  const { shopline, shoplazza } = openShops(facts);
  const senders = createStandIns();
  const line = await createLineIssuer();
  const [sqs, dynamoDb] = await Promise.all([
    openEmbeddedSqs({ ...sqsOptions, port: ports.sqs }),
    openDynamoDb({ port: ports.dynamoDb }),
    listen(parameterStore, ports.parameterStore),
    listen(logs, ports.logs),
    listen(shopline, ports.shopline),
    listen(shoplazza, ports.shoplazza),
    listen(senders, ports.senders),
    listen(line, ports.line),
  ]);
  const metrics = createMetricStore(
    Object.fromEntries(Object.values(QUEUE_NAMES).map((name) => [name, () => sqs.peek(name)])),
  );
  await listen(metrics, ports.metrics);
  parameterStore.put(LEDGER_KEY_PARAMETER, 'a-key-for-this-local-run-and-no-other');
  await createBucket(sqs.endpoint, ARCHIVE_BUCKET);
  const open = [sqs, dynamoDb, parameterStore, logs, metrics, shopline, shoplazza, senders, line];
  return {
    sqs,
    dynamoDb,
    parameterStore,
    logs,
    metrics,
    shopline,
    shoplazza,
    senders,
    line,
    env: environment({ sqs, dynamoDb, parameterStore, logs, metrics }),
    putStore: (name, store) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tests configure invalid stores too
      const { shop, sources } = takeApart(store as Store);
      for (const [source, one] of Object.entries(sources))
        parameterStore.put(`${SOURCES_PATH}/${name}/${source}`, JSON.stringify(one));
      parameterStore.put(`${STORES_PATH}/${name}`, JSON.stringify(shop));
    },
    close: async () => {
      await Promise.all(open.map((service) => service.close()));
    },
  };
}

/** @throws TypeError facts that no sandbox shop can have. */
function openShops(facts: readonly ShopFacts[]): Pick<LocalServices, 'shopline' | 'shoplazza'> {
  const of = (platform: ShopFacts['platform']): ShopFacts | undefined =>
    facts.find((one) => one.platform === platform);
  const [first, second] = [of('shopline'), of('shoplazza')];
  return {
    shopline: createShoplineSandbox(first && { knobs: knobsOf(first) }),
    shoplazza: createShoplazzaSandbox(
      second && { knobs: knobsOf(second), version: second.version },
    ),
  };
}

interface Listens {
  listen(options: { readonly port: number }): Promise<unknown>;
}

const listen = async (service: Listens, preferredPort: number): Promise<unknown> =>
  service.listen({ port: await freePort(preferredPort) });

function environment({
  sqs,
  dynamoDb,
  parameterStore,
  logs,
  metrics,
}: Pick<LocalServices, 'sqs' | 'dynamoDb' | 'parameterStore' | 'logs' | 'metrics'>): Readonly<
  Record<string, string>
> {
  return {
    SIGNUPS_QUEUE_URL: sqs.signups.url,
    DEAD_LETTER_QUEUE_URL: sqs.deadLetters.url,
    LEDGER_TABLE: dynamoDb.table,
    STORES_PATH,
    SOURCES_PATH,
    LEDGER_KEY_PARAMETER,
    ARCHIVE_BUCKET,
    CONSUME_LOG_GROUP: LOG_GROUPS.consume,
    RECEIVE_LOG_GROUP: LOG_GROUPS.receive,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_SSM: parameterStore.endpoint,
    AWS_ENDPOINT_URL_S3: sqs.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH: metrics.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
