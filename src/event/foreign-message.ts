import { isRecord, memberOf } from '../util/is-record.ts';

/**
 * Names a message that another service sent, and says what to do; `undefined` for every other content. Such messages
 * reach the queue by mistakes of configuration: no correction and no replay makes a signup of them.
 *
 * @param content as `unwrap` returns it.
 */
export function foreignMessage(content: unknown): string | undefined {
  if (Array.isArray(content)) return isPointer(content) ? POINTER : undefined;
  if (!isRecord(content) || 'specversion' in content) return undefined;
  return ofSns(content) ?? ofS3(content) ?? ofEventBridge(content) ?? ofRecords(content);
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The class names differ by version and language; the end is the same.
 *
 * @see https://github.com/awslabs/amazon-sqs-java-extended-client-lib
 */
const isPointer = ([name, pointer]: readonly unknown[]): boolean =>
  typeof name === 'string' &&
  /(?:Payload|Message)S3Pointer$/.test(name.slice(-100)) &&
  isRecord(pointer);

const POINTER =
  "this is a pointer of Amazon's extended client library to a file in S3, which the relay does not fetch: send the event itself, SQS takes 1 MiB";

/** @see https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html */
function ofSns({ Type: type, TopicArn: topic }: Json): string | undefined {
  if (typeof topic !== 'string') return undefined;
  if (type === 'SubscriptionConfirmation') {
    return 'this is a subscription confirmation of SNS, no signup: confirm it once with the command aws sns confirm-subscription and the Token in this body, then discard it';
  }
  return type === 'UnsubscribeConfirmation'
    ? 'this is an unsubscribe confirmation of SNS, no signup: the topic sends nothing more to this queue; subscribe it again if that is wrong, then discard it'
    : undefined;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function ofS3({ Service: service, Event: event, Records: records }: Json): string | undefined {
  if (service === 'Amazon S3' && event === 's3:TestEvent') {
    return `this is the test event of an S3 notification, no signup: ${NO_FILES}`;
  }
  return sourceOfFirst(records) === 'aws:s3'
    ? `this is an S3 notification, which names a file and holds no signup: ${NO_FILES}`
    : undefined;
}

const NO_FILES =
  'remove this queue from the notifications of the bucket, and send the signups in its files as events';

function ofEventBridge(content: Json): string | undefined {
  const { source, 'detail-type': type, detail } = content;
  if (isShopify(content)) {
    return 'this is an event of Shopify through EventBridge, which names no store of the relay: add a source of the tool shopify to the store, and let Shopify post its webhooks to that address';
  }
  if (typeof source !== 'string' || type === undefined || detail === undefined) return undefined;
  const [name] = /^aws\.[a-z0-9-]{1,40}/.exec(source) ?? [];
  return name === undefined
    ? undefined
    : `this is an event of ${name} through EventBridge, no signup: change the pattern of the rule, or remove this queue from its targets`;
}

/** Also where a rule passes on the detail alone. @see https://shopify.dev/docs/apps/build/webhooks/subscribe/get-started */
const isShopify = ({ source, metadata }: Json): boolean =>
  (typeof source === 'string' && source.startsWith('aws.partner/shopify.com')) ||
  (isRecord(metadata) && Object.hasOwn(metadata, 'X-Shopify-Topic'));

/** The records that a function gets of another service. */
function ofRecords({ Records: records }: Json): string | undefined {
  const source = sourceOfFirst(records);
  if (source === undefined) return undefined;
  return source === 'aws:sns' || source === 'aws:sqs'
    ? 'this holds several records of SNS or SQS: send each one as a message of its own'
    : `this holds records of ${source}, no signup: remove this queue from its targets`;
}

/** Only the name of a service of AWS: any sender can write any text there. */
function sourceOfFirst(records: unknown): string | undefined {
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  const source = memberOf(first, 'eventSource') ?? memberOf(first, 'EventSource');
  return typeof source === 'string' && /^aws:[a-z0-9:-]{1,40}$/.test(source) ? source : undefined;
}
