import { deadLetterAttributes } from './asyncapi-attributes.ts';

type Json = Readonly<Record<string, unknown>>;

/** To another part of the document. */
export const reference = (path: string): Json => ({ $ref: `#/${path}` });

const event = (type: string, data: string): Json => ({
  allOf: [
    reference('components/schemas/Event'),
    {
      type: 'object',
      properties: { type: { const: type }, data: reference(`components/schemas/${data}`) },
    },
  ],
});

const JSON_EVENT = 'application/cloudevents+json';

const message = (name: string, title: string, payload: Json, rest: Json = {}): Json => ({
  name,
  title,
  contentType: JSON_EVENT,
  payload,
  ...rest,
});

/** Every message of the contract, by the name that its channels give it. */
export const asyncapiMessages = (): Json => ({
  signedUp: message(
    'customer.signed_up',
    'Creates the customer, or updates the one there is',
    event('customer.signed_up', 'Signup'),
  ),
  updated: message(
    'customer.updated',
    'Updates a customer that is known',
    event('customer.updated', 'Signup'),
  ),
  delivered: message(
    'webhook.delivered',
    'What a tool posted, to be mapped',
    event('webhook.delivered', 'Delivery'),
  ),
  deadLetter: message(
    'dead letter',
    'The body as it arrived, of whatever form; the attributes say why',
    {},
    {
      contentType: 'text/plain',
      headers: deadLetterAttributes(),
    },
  ),
  posted: {
    name: 'delivery',
    title: 'What the tool of the source posts, in its own format',
    payload: {},
  },
});
