import { describe, expect, it } from 'vitest';
import type { Template } from './template.ts';

const queue = (name: string) => ({
  Name: 'QueueName',
  Value: { 'Fn::GetAtt': [name, 'QueueName'] },
});
const consume = { Name: 'FunctionName', Value: { Ref: 'ConsumeLambdaFunction' } };
const receive = { Name: 'FunctionName', Value: { Ref: 'ReceiveLambdaFunction' } };

/** What tells a person that something is wrong. */
export function describeAlarms(template: () => Template): void {
  const alarm = (name: string) => template().Resources[name]?.Properties;

  describe('the alarms', () => {
    it.each([
      {
        name: 'DeadLettersAlarm',
        metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' },
        of: queue('DeadLetters'),
        Statistic: 'Maximum',
        Threshold: 1,
      },
      {
        name: 'OldestDeadLetterAlarm',
        metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage' },
        of: queue('DeadLetters'),
        Statistic: 'Maximum',
        Threshold: 864_000,
      },
      {
        name: 'OldestSignupAlarm',
        metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage' },
        of: queue('Signups'),
        Statistic: 'Maximum',
        Threshold: 1_800,
      },
      {
        name: 'StorePausedAlarm',
        metric: { Namespace: 'SignupRelay', MetricName: 'StorePaused' },
        of: { Name: 'service', Value: 'signup-relay' },
        Statistic: 'Sum',
        Threshold: 1,
      },
      {
        name: 'ConsumeErrorsAlarm',
        metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
        of: consume,
        Statistic: 'Sum',
        Threshold: 1,
      },
      {
        name: 'ConsumeThrottlesAlarm',
        metric: { Namespace: 'AWS/Lambda', MetricName: 'Throttles' },
        of: consume,
        Statistic: 'Sum',
        Threshold: 1,
      },
      {
        name: 'ReceiveUnavailableAlarm',
        metric: { Namespace: 'SignupRelay', MetricName: 'Unavailable' },
        of: { Name: 'service', Value: 'signup-relay' },
        Statistic: 'Sum',
        Threshold: 1,
      },
      {
        name: 'ReceiveErrorsAlarm',
        metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
        of: receive,
        Statistic: 'Sum',
        Threshold: 1,
      },
      {
        name: 'ReceiveThrottlesAlarm',
        metric: { Namespace: 'AWS/Lambda', MetricName: 'Throttles' },
        of: receive,
        Statistic: 'Sum',
        Threshold: 1,
      },
    ])('include $name, from $Threshold on', ({ name, metric, of, Statistic, Threshold }) => {
      expect(alarm(name)).toMatchObject({
        ...metric,
        Dimensions: [of],
        Statistic,
        Threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Alarms' }],
        OKActions: [{ Ref: 'Alarms' }],
      });
    });

    it('warn of an old signup only after any delay of ours, and of dead letters before they are lost', () => {
      const longestDelay = 900 + Number(alarm('Signups')?.['VisibilityTimeout']);
      expect(alarm('OldestSignupAlarm')?.['Threshold']).toBeGreaterThan(longestDelay);
      const retention = Number(alarm('DeadLetters')?.['MessageRetentionPeriod']);
      expect(alarm('OldestDeadLetterAlarm')?.['Threshold']).toBeLessThan(retention);
    });

    it('reach an e-mail address where one is given', () => {
      expect(template().Resources['AlarmsByEmail']).toMatchObject({
        Condition: 'HasAlarmEmail',
        Properties: { TopicArn: { Ref: 'Alarms' }, Protocol: 'email' },
      });
      expect(template().Conditions?.['HasAlarmEmail']).toEqual({
        'Fn::Not': [{ 'Fn::Equals': ['', ''] }],
      });
    });
  });
}
