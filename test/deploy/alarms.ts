import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Template } from './template.ts';

const queue = (name: string) => ({
  Name: 'QueueName',
  Value: { 'Fn::GetAtt': [name, 'QueueName'] },
});
const service = { Name: 'service', Value: 'signup-relay-dev' };
const functionOf = (name: string) => ({
  Name: 'FunctionName',
  Value: { Ref: `${name}LambdaFunction` },
});
const HOUR = 3_600;
/** The alarms on metrics of our own. */
const OWN: Readonly<Record<string, string>> = {
  StorePaused: 'StorePausedAlarm',
  Misconfigured: 'MisconfiguredAlarm',
  Crashed: 'SignupsCrashedAlarm',
  Unavailable: 'ReceiveUnavailableAlarm',
};
/** As in the logical ids. */
const FUNCTIONS = ['Consume', 'Receive', 'Archive', 'Replay'] as const;

/** The alarms and their topic. */
export function describeAlarms(template: () => Template): void {
  const alarm = (name: string) => template().Resources[name]?.Properties;
  const environment = (name: string): unknown =>
    (alarm(`${name}LambdaFunction`)?.['Environment'] as { Variables: unknown } | undefined)
      ?.Variables;

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
        Threshold: 432_000,
      },
      {
        name: 'OldestSignupAlarm',
        metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage' },
        of: queue('Signups'),
        Statistic: 'Maximum',
        Threshold: 1_800,
      },
      ...['StorePaused', 'Misconfigured', 'Crashed', 'Unavailable'].map((MetricName) => ({
        name: OWN[MetricName] ?? '',
        metric: { Namespace: 'SignupRelay', MetricName },
        of: service,
        Statistic: 'Sum',
        Threshold: 1,
      })),
      ...FUNCTIONS.flatMap((name) =>
        ['Errors', 'Throttles'].map((MetricName) => ({
          name: `${name}${MetricName}Alarm`,
          metric: { Namespace: 'AWS/Lambda', MetricName },
          of: functionOf(name),
          Statistic: 'Sum',
          Threshold: 1,
        })),
      ),
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

    it('are there for every function', () => {
      const functions = Object.entries(template().Resources)
        .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
        .map(([name]) => name.replace('LambdaFunction', ''));
      expect(functions.toSorted()).toEqual([...FUNCTIONS].toSorted());
    });

    it('warn two days before a dead letter is deleted, by its own time, and when archive does not run', () => {
      expect(alarm('ExpiringLettersAlarm')).toMatchObject({
        Namespace: 'SignupRelay',
        MetricName: 'LettersExpiring',
        Dimensions: [service],
        Statistic: 'Maximum',
        Threshold: 1,
        TreatMissingData: 'missing',
        AlarmActions: [{ Ref: 'Alarms' }],
        InsufficientDataActions: [{ Ref: 'Alarms' }],
      });
      expect(environment('Archive')).toMatchObject({ EXPIRING_WITHIN_HOURS: '48' });
      // One run per period, or there would be periods without data.
      expect(alarm('ArchiveEventsRuleSchedule1')?.['ScheduleExpression']).toBe('rate(1 hour)');
      expect(alarm('ExpiringLettersAlarm')?.['Period']).toBe(HOUR);
    });

    it('leave two days even if SQS counts the age of a letter from its move', () => {
      const retention = Number(alarm('DeadLetters')?.['MessageRetentionPeriod']);
      const before = Number(alarm('Signups')?.['MessageRetentionPeriod']);
      const threshold = Number(alarm('OldestDeadLetterAlarm')?.['Threshold']);
      expect(threshold).toBeLessThanOrEqual(retention - before - 48 * HOUR);
    });

    it('warn of crashing messages before SQS moves them', () => {
      const { Period, DatapointsToAlarm } = alarm('SignupsCrashedAlarm') ?? {};
      const redrive = alarm('Signups')?.['RedrivePolicy'] as Readonly<Record<string, number>>;
      const maxReceiveCount = Number(redrive['maxReceiveCount']);
      const visibility = Number(alarm('Signups')?.['VisibilityTimeout']);
      expect(Number(Period)).toBeGreaterThan(visibility);
      expect(Number(Period) * Number(DatapointsToAlarm)).toBeLessThan(maxReceiveCount * visibility);
    });

    it("compare the concurrent runs with the account's own limit", () => {
      expect(alarm('ConcurrencyAlarm')).toMatchObject({
        Metrics: [
          { Id: 'percent', Expression: '100 * used / SERVICE_QUOTA(used)' },
          { Id: 'used', ReturnData: false },
        ],
        Threshold: 80,
        AlarmActions: [{ Ref: 'Alarms' }],
      });
    });

    it.each([
      ['ConsentUnclearAlarm', 'ConsentUnclearBalance', '"service", "source"', '"source"', 4],
      ['LeftOutAlarm', 'LeftOutBalance', '"path", "service", "source"', '"source", "path"', 8],
    ])('%s watches each source on its own over an hour', (name, metric, labels, by, Threshold) => {
      // CloudWatch demands ORDER BY where an alarm has several time series.
      const query =
        `SELECT SUM(${metric}) FROM SCHEMA("SignupRelay", ${labels}) ` +
        `WHERE "service" = 'signup-relay-dev' GROUP BY ${by} ORDER BY SUM() DESC`;
      const metrics = alarm(name)?.['Metrics'];
      expect(metrics).toMatchObject([{ Expression: query, Period: HOUR }]);
      expect(alarm(name)).toMatchObject({
        EvaluationPeriods: 1,
        Threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Alarms' }],
        OKActions: [{ Ref: 'Alarms' }],
      });
    });

    it('link to their rows in the runbook, which has no others', () => {
      const page = readFileSync('docs/runbook.md', 'utf8');
      const alarms = page.slice(page.indexOf('# Alarms'), page.indexOf('# Without an alarm'));
      const rows = [...alarms.matchAll(/^## ([a-z-]+)$/gm)].map(([, name]) => name);
      const links = Object.values(template().Resources)
        .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
        .map(({ Properties = {} }) => {
          const name = String(Properties['AlarmName']).replace('signup-relay-dev-', '');
          expect(Properties['AlarmDescription']).toMatch(new RegExp(` docs/runbook\\.md#${name}$`));
          return name;
        });
      expect(new Set(rows)).toEqual(new Set(links));
      expect(rows).toHaveLength(links.length);
      for (const row of alarms.split(/^## /m).slice(1)) {
        expect(row).toMatch(
          /\*\*What it means\.\*\*[^]+\*\*How to look\.\*\*[^]+\*\*What to do\.\*\*[^]+\*\*How to know that it is over\.\*\*/,
        );
      }
    });

    it('warn of an old signup only after the longest retry delay', () => {
      const longestDelay = 900 + Number(alarm('Signups')?.['VisibilityTimeout']);
      expect(alarm('OldestSignupAlarm')?.['Threshold']).toBeGreaterThan(longestDelay);
    });

    it('notify an e-mail address if one is given', () => {
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
