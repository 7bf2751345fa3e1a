import { asyncapiMessages, reference } from './asyncapi-messages.ts';
import { embeddedSchema } from './embedded-schema.ts';

type Json = Readonly<Record<string, unknown>>;

const queue = (name: string, purpose: string, messages: readonly string[]): Json => ({
  address: name,
  description: purpose,
  messages: Object.fromEntries(
    messages.map((one) => [one, reference(`components/messages/${one}`)]),
  ),
  bindings: { sqs: { queue: { name, fifoQueue: false }, bindingVersion: '0.2.0' } },
});

const parameter = (description: string): Json => ({ description });

const webhook = (address: string, description: string, parameters: Json): Json => ({
  address,
  description,
  parameters,
  messages: { posted: reference('components/messages/posted') },
});

const store = parameter('Name of the store.');
const source = parameter("Name of the source in the store's configuration.");

const channels = (): Json => ({
  signups: queue(
    'signups',
    'Incoming events: from your own backends, from EventBridge and SNS, and from the webhooks.',
    ['signedUp', 'updated', 'delivered'],
  ),
  signupsDead: queue(
    'signups-dead',
    'Dead letters: messages that could not be delivered, byte for byte as they arrived, with the reason.',
    ['deadLetter'],
  ),
  webhook: webhook(
    '/webhooks/{store}/{source}',
    'For tools that sign their deliveries, and for public forms.',
    { store, source },
  ),
  webhookWithSecret: webhook(
    '/webhooks/{store}/{source}/{secret}',
    'For tools that cannot sign: the address holds the secret.',
    {
      store,
      source,
      secret: parameter('One of the secrets of the source.'),
    },
  ),
});

const operation = (
  action: 'send' | 'receive',
  channel: string,
  summary: string,
  rest: Json = {},
): Json => ({
  action,
  channel: reference(`channels/${channel}`),
  summary,
  ...rest,
});

const POST = { bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } } };

const operations = (): Json => ({
  receiveWebhook: operation(
    'receive',
    'webhook',
    'Verifies a delivery and puts it on the queue as `webhook.delivered`.',
    POST,
  ),
  receiveWebhookWithSecret: operation(
    'receive',
    'webhookWithSecret',
    'The same for a tool that cannot sign.',
    POST,
  ),
  storeDelivery: operation(
    'send',
    'signups',
    'Puts a delivery on the queue as received. The relay maps it later.',
    {
      messages: [reference('channels/signups/messages/delivered')],
    },
  ),
  consumeSignup: operation('receive', 'signups', 'Creates or updates the customer in the shop.'),
  deadLetter: operation(
    'send',
    'signupsDead',
    'Moves a message that cannot be delivered to the dead letters.',
  ),
});

/** The contract of the queues and the webhook addresses, with the payloads of schemas/. */
export const asyncapiDocument = (version: string): Json => ({
  asyncapi: '3.0.0',
  info: {
    title: 'signup-relay',
    version,
    description:
      'Relays signups from forms, POS terminals and marketing tools to SHOPLINE and Shoplazza.',
  },
  defaultContentType: 'application/json',
  channels: channels(),
  operations: operations(),
  components: {
    messages: asyncapiMessages(),
    schemas: {
      Event: embeddedSchema('event'),
      Signup: embeddedSchema('signup'),
      Delivery: embeddedSchema('delivery'),
    },
  },
});
