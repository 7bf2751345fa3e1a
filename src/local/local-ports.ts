/** Preferred ports; S3 shares the port of SQS. If a port is in use, or 0, any free one replaces it. */
export interface LocalPorts {
  readonly sqs: number;
  readonly dynamoDb: number;
  readonly parameterStore: number;
  readonly logs: number;
  readonly metrics: number;
  readonly shopline: number;
  readonly shoplazza: number;
  /** Stand-ins for the tools that post only an id. */
  readonly senders: number;
  /** LINE's login. */
  readonly line: number;
  /** Webhooks and the sign-up page. */
  readonly receive: number;
}

/** The ports of `npm start`, which `npm run send` expects. */
export const FIXED_PORTS: LocalPorts = {
  sqs: 9324,
  dynamoDb: 9325,
  parameterStore: 9326,
  shopline: 9327,
  shoplazza: 9328,
  logs: 9329,
  metrics: 9330,
  senders: 9331,
  line: 9332,
  receive: 8787,
};

export const ANY_PORTS: LocalPorts = {
  sqs: 0,
  dynamoDb: 0,
  parameterStore: 0,
  shopline: 0,
  shoplazza: 0,
  logs: 0,
  metrics: 0,
  senders: 0,
  line: 0,
  receive: 0,
};

/** Address of SQS in `npm start`, unless another program has the port. */
export const FIXED_SQS_ENDPOINT = `http://127.0.0.1:${FIXED_PORTS.sqs}`;

/** Base address of webhooks in `npm start`, unless another program has the port. */
export const FIXED_WEBHOOK_ADDRESS = `http://localhost:${FIXED_PORTS.receive}`;

/** Base address of the stand-ins for tools that post only an id, as the samples name it where nothing else is known. */
export const FIXED_SENDERS_ADDRESS = `http://127.0.0.1:${FIXED_PORTS.senders}`;
