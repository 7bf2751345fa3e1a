import { describe, expect, it } from 'vitest';
import type { Template } from './template.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Time that the ledger keeps an item after its last use. */
const LEDGER_TTL = 35 * DAY;

/** The queues, and the event source that reads them. */
export function describeQueues(template: () => Template): void {
  const properties = (name: string) => template().Resources[name]?.Properties ?? {};
  const seconds = (name: string, property: string) => Number(properties(name)[property]);

  describe.each([
    { name: 'Signups', policy: 'SignupsPolicy' },
    { name: 'DeadLetters', policy: 'DeadLettersPolicy' },
  ])('the queue $name', ({ name, policy }) => {
    it('is a standard queue, encrypted at rest, and kept when it is replaced', () => {
      expect(properties(name)).toMatchObject({ SqsManagedSseEnabled: true });
      expect(properties(name)).not.toHaveProperty('FifoQueue');
      expect(template().Resources[name]).toMatchObject({ UpdateReplacePolicy: 'Retain' });
    });

    it('takes messages as large as SQS allows', () => {
      expect(properties(name)).toMatchObject({ MaximumMessageSize: 1_048_576 });
    });

    it('refuses requests without TLS', () => {
      expect(properties(policy)).toMatchObject({
        Queues: [{ Ref: name }],
        PolicyDocument: {
          // Further statements may allow producers.
          Statement: expect.arrayContaining([
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sqs:*',
              Resource: { 'Fn::GetAtt': [name, 'Arn'] },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ]) as unknown,
        },
      });
    });
  });

  describe('the times', () => {
    it('hide a message for six times the function’s timeout', () => {
      const timeout = seconds('ConsumeLambdaFunction', 'Timeout');
      expect(seconds('Signups', 'VisibilityTimeout')).toBe(6 * timeout);
    });

    it('keep a signup longer than it is retried, a dead letter longer still, the ledger longest', () => {
      const horizon = Number(
        (
          properties('ConsumeLambdaFunction')['Environment'] as {
            Variables: Record<string, string>;
          }
        ).Variables['RETRY_HORIZON_HOURS'],
      );
      const signups = seconds('Signups', 'MessageRetentionPeriod');
      const deadLetters = seconds('DeadLetters', 'MessageRetentionPeriod');
      expect(signups).toBeGreaterThan(horizon * HOUR);
      expect(deadLetters).toBe(14 * DAY);
      // A message that SQS moves keeps its age, so half of the dead letters' time must remain.
      expect(deadLetters).toBeGreaterThanOrEqual(2 * signups);
      expect(LEDGER_TTL).toBeGreaterThan(signups + deadLetters);
    });
  });

  it('moves a message only after crashes, and no other queue may move messages there', () => {
    const { deadLetterTargetArn, maxReceiveCount } = properties('Signups')[
      'RedrivePolicy'
    ] as Record<string, unknown>;
    expect(deadLetterTargetArn).toEqual({ 'Fn::GetAtt': ['DeadLetters', 'Arn'] });
    expect(maxReceiveCount).toBeGreaterThanOrEqual(5);
    const name = String(properties('Signups')['QueueName']);
    expect(properties('DeadLetters')['RedriveAllowPolicy']).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [
        { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name}` },
      ],
    });
  });

  it('gives consume batches of ten with partial failures, in a few concurrent runs', () => {
    const mapping = properties('ConsumeEventSourceMappingSQSSignups');
    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['Signups', 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: expect.any(Number) as number },
    });
    expect(mapping).not.toHaveProperty('FilterCriteria');
    expect(properties('ConsumeLambdaFunction')).not.toHaveProperty('ReservedConcurrentExecutions');
  });
}
