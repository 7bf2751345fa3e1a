import type { FastifyInstance } from 'fastify';
import { MAX_ATTRIBUTES } from '../../util/sqs-limits.ts';
import { asRecord } from '../as-record.ts';

type Json = Readonly<Record<string, unknown>>;

/** What fauxqs forgets of a message on a standard queue and AWS gives back. */
interface Forgotten {
  readonly MessageGroupId?: string;
  readonly AWSTraceHeader?: string;
}

/**
 * Makes fauxqs answer as AWS where code that works locally would otherwise fail there:
 * message attributes come only when asked for, at most ten are taken,
 * and `MessageGroupId` (fair queues) and `AWSTraceHeader` come back.
 */
export function closeSqsGaps(app: FastifyInstance): void {
  const forgotten = new Map<string, Forgotten>();
  app.addHook('preHandler', async (request, reply) => {
    if (!entriesOf(asRecord(request.body)).some(hasTooManyAttributes)) return;
    await reply
      .status(400)
      .type('application/x-amz-json-1.0')
      .header('x-amzn-query-error', 'InvalidParameterValue;Sender')
      .send(TOO_MANY_ATTRIBUTES);
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (reply.statusCode !== 200) return payload;
    const [body, answer] = [asRecord(request.body), asRecord(payload)];
    const target = request.headers['x-amz-target'];
    if (target === 'AmazonSQS.SendMessage') remember(forgotten, answer['MessageId'], body);
    if (target === 'AmazonSQS.SendMessageBatch') rememberBatch(forgotten, answer, body);
    if (target !== 'AmazonSQS.ReceiveMessage') return payload;
    const messages = asList(answer['Messages']).map((message) => asSeen(message, body, forgotten));
    return messages.length > 0 ? { Messages: messages } : {};
  });
}

const TOO_MANY_ATTRIBUTES = {
  __type: 'com.amazonaws.sqs#InvalidParameterValue',
  message: `Number of message attributes exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
};

function hasTooManyAttributes(entry: Json): boolean {
  return Object.keys(asRecord(entry['MessageAttributes'])).length > MAX_ATTRIBUTES;
}

function rememberBatch(forgotten: Map<string, Forgotten>, answer: Json, body: Json): void {
  const ids = new Map(asList(answer['Successful']).map((done) => [done['Id'], done['MessageId']]));
  for (const entry of entriesOf(body)) remember(forgotten, ids.get(entry['Id']), entry);
}

function remember(forgotten: Map<string, Forgotten>, messageId: unknown, entry: Json): void {
  const group = entry['MessageGroupId'];
  const trace = asRecord(asRecord(entry['MessageSystemAttributes'])['AWSTraceHeader'])[
    'StringValue'
  ];
  if (typeof messageId !== 'string') return;
  if (typeof group !== 'string' && typeof trace !== 'string') return;
  forgotten.set(messageId, {
    ...(typeof group === 'string' && { MessageGroupId: group }),
    ...(typeof trace === 'string' && { AWSTraceHeader: trace }),
  });
}

/** One received message as AWS would show it to this caller. */
function asSeen(message: Json, body: Json, forgotten: ReadonlyMap<string, Forgotten>): Json {
  const { MessageAttributes, MD5OfMessageAttributes, ...rest } = message;
  const asked = new Set([
    ...asNames(body['AttributeNames']),
    ...asNames(body['MessageSystemAttributeNames']),
  ]);
  const kept = Object.entries(forgotten.get(String(message['MessageId'])) ?? {}).filter(
    ([name]) => asked.has('All') || asked.has(name),
  );
  const attributes = { ...asRecord(message['Attributes']), ...Object.fromEntries(kept) };
  return {
    ...rest,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(asNames(body['MessageAttributeNames']).length > 0 &&
      MessageAttributes !== undefined && { MessageAttributes, MD5OfMessageAttributes }),
  };
}

const entriesOf = (body: Json): readonly Json[] =>
  Array.isArray(body['Entries']) ? asList(body['Entries']) : [body];

const asList = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map(asRecord) : [];

const asNames = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
