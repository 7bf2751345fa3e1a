import { deadLetterAttributes } from './asyncapi-attributes.ts';

type Json = Readonly<Record<string, unknown>>;

/** A reference to another part of the document. */
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

/** Every message of the contract, by its name in the channels. */
export const asyncapiMessages = (): Json => ({
  signedUp: message(
    'customer.signed_up',
    'Creates the customer, or updates an existing one',
    event('customer.signed_up', 'Signup'),
  ),
  updated: message(
    'customer.updated',
    'Updates an existing customer',
    event('customer.updated', 'Signup'),
  ),
  delivered: message(
    'webhook.delivered',
    'A delivery of a tool, not mapped yet',
    event('webhook.delivered', 'Delivery'),
  ),
  deadLetter: message(
    'dead letter',
    'The body as it arrived, in any format; the attributes name the reason',
    {},
    {
      contentType: 'text/plain',
      headers: deadLetterAttributes(),
    },
  ),
  posted: {
    name: 'delivery',
    title: 'A delivery in the format of the tool',
    payload: {},
  },
});
