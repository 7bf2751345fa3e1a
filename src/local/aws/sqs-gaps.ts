import type { FastifyInstance } from 'fastify';
import { asRecord } from '../../util/is-record.ts';
import { MAX_ATTRIBUTES } from '../../util/sqs-limits.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields of a message that AWS returns from a standard queue, and fauxqs does not. */
interface LostFields {
  readonly MessageGroupId?: string;
  readonly AWSTraceHeader?: string;
}

/**
 * Closes gaps between fauxqs and AWS, so that code which works locally also works on AWS. Message attributes come only
 * on request, at most ten are accepted, and `MessageGroupId` (fair queues) and `AWSTraceHeader` are returned. A group id
 * that AWS refuses is refused.
 */
export function closeSqsGaps(app: FastifyInstance): void {
  const lost = new Map<string, LostFields>();
  app.addHook('preHandler', async (request, reply) => {
    const entries = entriesOf(asRecord(request.body));
    const refused = entries.some(hasTooManyAttributes)
      ? TOO_MANY_ATTRIBUTES
      : entries.some(hasWrongGroup)
        ? WRONG_GROUP
        : undefined;
    if (refused === undefined) return;
    await reply
      .status(400)
      .type('application/x-amz-json-1.0')
      .header('x-amzn-query-error', 'InvalidParameterValue;Sender')
      .send({ __type: 'com.amazonaws.sqs#InvalidParameterValue', message: refused });
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (reply.statusCode !== 200) return payload;
    const [body, answer] = [asRecord(request.body), asRecord(payload)];
    const target = request.headers['x-amz-target'];
    if (target === 'AmazonSQS.SendMessage') keep(lost, answer['MessageId'], body);
    if (target === 'AmazonSQS.SendMessageBatch') keepBatch(lost, answer, body);
    if (target !== 'AmazonSQS.ReceiveMessage') return payload;
    const messages = asList(answer['Messages']).map((message) =>
      asAwsReturnsIt(message, body, lost),
    );
    return messages.length > 0 ? { Messages: messages } : {};
  });
}

const TOO_MANY_ATTRIBUTES = `Number of message attributes exceeds the allowed maximum [${MAX_ATTRIBUTES}].`;

const WRONG_GROUP =
  'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.';

const hasWrongGroup = ({ MessageGroupId: group = 'x' }: Json): boolean =>
  typeof group !== 'string' || !/^[!-~]{1,128}$/.test(group);

function hasTooManyAttributes(entry: Json): boolean {
  return Object.keys(asRecord(entry['MessageAttributes'])).length > MAX_ATTRIBUTES;
}

function keepBatch(lost: Map<string, LostFields>, answer: Json, body: Json): void {
  const ids = new Map(asList(answer['Successful']).map((done) => [done['Id'], done['MessageId']]));
  for (const entry of entriesOf(body)) keep(lost, ids.get(entry['Id']), entry);
}

function keep(lost: Map<string, LostFields>, messageId: unknown, entry: Json): void {
  const group = entry['MessageGroupId'];
  const trace = asRecord(asRecord(entry['MessageSystemAttributes'])['AWSTraceHeader'])[
    'StringValue'
  ];
  if (typeof messageId !== 'string') return;
  if (typeof group !== 'string' && typeof trace !== 'string') return;
  lost.set(messageId, {
    ...(typeof group === 'string' && { MessageGroupId: group }),
    ...(typeof trace === 'string' && { AWSTraceHeader: trace }),
  });
}

/** One received message with the attributes that this request asked for. */
function asAwsReturnsIt(message: Json, body: Json, lost: ReadonlyMap<string, LostFields>): Json {
  const { MessageAttributes, MD5OfMessageAttributes, ...rest } = message;
  const requested = new Set([
    ...asNames(body['AttributeNames']),
    ...asNames(body['MessageSystemAttributeNames']),
  ]);
  const kept = Object.entries(lost.get(String(message['MessageId'])) ?? {}).filter(
    ([name]) => requested.has('All') || requested.has(name),
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
