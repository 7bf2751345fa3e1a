/**
 * List prices in US dollars, US East (N. Virginia), as of November 2026, without free tiers and discounts.
 * Other regions cost up to 50 % more.
 *
 * @see https://aws.amazon.com/sqs/pricing
 * @see https://aws.amazon.com/lambda/pricing
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand
 * @see https://aws.amazon.com/cloudwatch/pricing
 * @see https://aws.amazon.com/api-gateway/pricing
 */
export const PRICES = {
  /** Standard queue, per request of at most 64 KB. */
  sqsRequest: 0.4 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** On demand, per unit of 1 KB. */
  dynamoDbWriteUnit: 0.625 / 1e6,
  /** On demand, per unit of 4 KB, strongly consistent. */
  dynamoDbReadUnit: 0.125 / 1e6,
  /** Ingestion, per byte; CloudWatch counts in GB of 2³⁰ bytes. */
  logByte: 0.5 / 2 ** 30,
  /** HTTP API, per request of at most 512 KB. */
  httpApiRequest: 1 / 1e6,
} as const;

/** Memory of the deployed functions, in MB: `serverless.yml`. */
export const FUNCTION_MB = 512;
/** Memory that includes one full CPU, in MB. */
export const WHOLE_CPU_MB = 1_769;
