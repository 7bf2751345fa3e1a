import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/cli/doctor/doctor.ts';
import { readTemplate } from '../../src/cli/doctor/template/read-template.ts';
import type { Template } from './template.ts';

type Change = (resources: Record<string, Mutable>) => void;
interface Mutable {
  Type: string;
  Properties: Record<string, never>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Sets one property at a path of dots; undefined removes it. */
const set =
  (id: string, path: string, value?: unknown): Change =>
  (resources) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let node = resources[id] as unknown as Record<string, unknown>;
    if (node === undefined) throw new Error(`no ${id}`);
    for (const key of keys) node = node[key] as Record<string, unknown>;
    if (value === undefined && !(last in node)) throw new Error(`${id} has no ${path}`);
    if (value === undefined) delete node[last];
    else node[last] = value;
  };
const drop =
  (id: string): Change =>
  (resources) => {
    if (!(id in resources)) throw new Error(`no ${id}`);
    delete resources[id];
  };
const P = 'Properties';
const CONSUME = 'ConsumeLambdaFunction';
const MAPPING = 'ConsumeEventSourceMappingSQSSignups';
const ENV = `${P}.Environment.Variables`;

/** Dangerous settings, each with its one expected finding. */
const MUTATIONS: readonly (readonly [string, Change, string])[] = [
  [
    'a visibility timeout of 179 s',
    set('Signups', `${P}.VisibilityTimeout`, 179),
    'visibility-timeout',
  ],
  ['a visibility timeout left out', set('Signups', `${P}.VisibilityTimeout`), 'visibility-timeout'],
  ['a function that may run longer', set(CONSUME, `${P}.Timeout`, 31), 'visibility-timeout'],
  ['a function that is cut off', set(CONSUME, `${P}.Timeout`, 10), 'consume-timeout'],
  [
    'no ReportBatchItemFailures',
    set(MAPPING, `${P}.FunctionResponseTypes`),
    'report-batch-item-failures',
  ],
  [
    'an event filter',
    set(MAPPING, `${P}.FilterCriteria`, { Filters: [{ Pattern: '{}' }] }),
    'event-filter',
  ],
  ['no MaximumConcurrency', set(MAPPING, `${P}.ScalingConfig`), 'maximum-concurrency'],
  [
    'a MaximumConcurrency of 1',
    set(MAPPING, `${P}.ScalingConfig.MaximumConcurrency`, 1),
    'maximum-concurrency',
  ],
  [
    'a batch window',
    set(MAPPING, `${P}.MaximumBatchingWindowInSeconds`, 20),
    'visibility-timeout,batch-window',
  ],
  ['batches of a hundred', set(MAPPING, `${P}.BatchSize`, 100), 'batch-window'],
  ['a mapping that is disabled', set(MAPPING, `${P}.Enabled`, false), 'mapping-disabled'],
  ['no mapping', drop(MAPPING), 'mapping-missing'],
  [
    'reserved concurrency',
    set(CONSUME, `${P}.ReservedConcurrentExecutions`, 4),
    'reserved-concurrency',
  ],
  [
    'reserved concurrency above the maximum',
    set(CONSUME, `${P}.ReservedConcurrentExecutions`, 5),
    'reserved-concurrency',
  ],
  [
    'a function that is switched off',
    set(CONSUME, `${P}.ReservedConcurrentExecutions`, 0),
    'reserved-concurrency',
  ],
  [
    'a receive that is switched off',
    set('ReceiveLambdaFunction', `${P}.ReservedConcurrentExecutions`, 0),
    'reserved-concurrency',
  ],
  ['a receive that is cut off', set('ReceiveLambdaFunction', `${P}.Timeout`, 6), 'receive-timeout'],
  ['Lambda that ends loops', set(CONSUME, `${P}.RecursiveLoop`), 'recursive-loop'],
  ['an old runtime', set(CONSUME, `${P}.Runtime`, 'nodejs22.x'), 'runtime'],
  [
    'an old runtime of receive',
    set('ReceiveLambdaFunction', `${P}.Runtime`, 'nodejs20.x'),
    'runtime',
  ],
  [
    'a ledger key among the stores',
    set(CONSUME, `${ENV}.LEDGER_KEY_PARAMETER`, '/signup-relay/dev/stores/key'),
    'ledger-key-path',
  ],
  [
    'a ledger key among the sources',
    set(CONSUME, `${ENV}.LEDGER_KEY_PARAMETER`, '/signup-relay/dev/sources/key'),
    'ledger-key-path',
  ],
  [
    'sources among the stores',
    set(CONSUME, `${ENV}.SOURCES_PATH`, '/signup-relay/dev/stores/sources'),
    'sources-path',
  ],
  [
    'stores among the sources',
    set(CONSUME, `${ENV}.STORES_PATH`, '/signup-relay/dev/sources/stores'),
    'sources-path',
  ],
  ['logs that are kept for ever', set('ConsumeLogGroup', `${P}.RetentionInDays`), 'log-retention'],
  ['no log group', drop('ReceiveLogGroup'), 'log-retention'],
  [
    'a maxReceiveCount of 4',
    set('Signups', `${P}.RedrivePolicy.maxReceiveCount`, 4),
    'max-receive-count',
  ],
  ['no redrive policy', set('Signups', `${P}.RedrivePolicy`), 'redrive-policy'],
  [
    'a redrive policy to itself',
    set('Signups', `${P}.RedrivePolicy.deadLetterTargetArn`, { 'Fn::GetAtt': ['Signups', 'Arn'] }),
    'redrive-policy',
  ],
  [
    'no redrive-allow policy',
    set('DeadLetters', `${P}.RedriveAllowPolicy`),
    'redrive-allow-policy',
  ],
  [
    'a redrive-allow policy for all',
    set('DeadLetters', `${P}.RedriveAllowPolicy`, { redrivePermission: 'allowAll' }),
    'redrive-allow-policy',
  ],
  [
    'a redrive-allow policy for others',
    set('DeadLetters', `${P}.RedriveAllowPolicy.sourceQueueArns`, ['arn:aws:sqs:a:1:other']),
    'redrive-allow-policy',
  ],
  [
    'dead letters kept as long as signups',
    set('Signups', `${P}.MessageRetentionPeriod`, 1_209_600),
    'dead-letter-retention',
  ],
  [
    'signups kept as long as they are retried',
    set(CONSUME, `${ENV}.RETRY_HORIZON_HOURS`, '168'),
    'signup-retention',
  ],
  [
    'signups that are not encrypted',
    set('Signups', `${P}.SqsManagedSseEnabled`, false),
    'queue-encryption',
  ],
  [
    'dead letters that are not encrypted',
    set('DeadLetters', `${P}.SqsManagedSseEnabled`, false),
    'queue-encryption',
  ],
  [
    'signups of a quarter of the size',
    set('Signups', `${P}.MaximumMessageSize`, 262_144),
    'maximum-message-size',
  ],
  [
    'dead letters of an unknown size',
    set('DeadLetters', `${P}.MaximumMessageSize`),
    'maximum-message-size',
  ],
  ['signups over plain HTTP', drop('SignupsPolicy'), 'plain-http'],
  [
    'dead letters over plain HTTP',
    set('DeadLettersPolicy', `${P}.PolicyDocument.Statement`, []),
    'plain-http',
  ],
  [
    'a queue that is replaced with its messages',
    set('Signups', 'UpdateReplacePolicy'),
    'queue-kept',
  ],
  ['a ledger that goes with the stack', set('Ledger', 'DeletionPolicy'), 'ledger-kept'],
  ['a ledger that is replaced', set('Ledger', 'UpdateReplacePolicy', 'Delete'), 'ledger-kept'],
  [
    'a ledger that keeps everything',
    set('Ledger', `${P}.TimeToLiveSpecification.Enabled`, false),
    'ledger-ttl',
  ],
  [
    'a ledger that expires by another attribute',
    set('Ledger', `${P}.TimeToLiveSpecification.AttributeName`, 'ttl'),
    'ledger-ttl',
  ],
  [
    'a ledger without recovery',
    set('Ledger', `${P}.PointInTimeRecoverySpecification`),
    'ledger-recovery',
  ],
  [
    "a ledger under DynamoDB's own key",
    set('Ledger', `${P}.SSESpecification`),
    'ledger-encryption',
  ],
  ['no table', drop('Ledger'), 'ledger-missing'],
  [
    'an access log',
    set('HttpApiStage', `${P}.AccessLogSettings`, { DestinationArn: 'x' }),
    'access-log',
  ],
  ['no rate limit', set('HttpApiStage', `${P}.DefaultRouteSettings`), 'throttling'],
  [
    'the wrong metric of dead letters',
    set('DeadLettersAlarm', `${P}.MetricName`, 'NumberOfMessagesSent'),
    'alarm-dead-letters',
  ],
  [
    'the age of another queue',
    set('OldestSignupAlarm', `${P}.Dimensions`, [{ Name: 'QueueName', Value: 'other' }]),
    'alarm-oldest-signup',
  ],
  [
    'a warning that comes too late',
    set('OldestDeadLetterAlarm', `${P}.Threshold`, 1_200_000),
    'alarm-oldest-dead-letter',
  ],
  [
    'an alarm without a receiver',
    set('StorePausedAlarm', `${P}.AlarmActions`, []),
    'alarm-store-paused',
  ],
  [
    'an alarm that is switched off',
    set('OldestSignupAlarm', `${P}.ActionsEnabled`, false),
    'alarm-oldest-signup',
  ],
];

const ALARMS: Readonly<Record<string, string>> = {
  DeadLettersAlarm: 'alarm-dead-letters',
  OldestDeadLetterAlarm: 'alarm-oldest-dead-letter',
  ExpiringLettersAlarm: 'alarm-letters-expiring',
  OldestSignupAlarm: 'alarm-oldest-signup',
  StorePausedAlarm: 'alarm-store-paused',
  MisconfiguredAlarm: 'alarm-misconfigured',
  SignupsCrashedAlarm: 'alarm-crashed',
  ConsentUnclearAlarm: 'alarm-consent-unclear-balance',
  LeftOutAlarm: 'alarm-left-out-balance',
  ConsumeErrorsAlarm: 'alarm-consume-errors',
  ConsumeThrottlesAlarm: 'alarm-consume-throttles',
  ReceiveUnavailableAlarm: 'alarm-unavailable',
  ReceiveErrorsAlarm: 'alarm-receive-errors',
  ReceiveThrottlesAlarm: 'alarm-receive-throttles',
  ArchiveErrorsAlarm: 'alarm-archive-errors',
  ArchiveThrottlesAlarm: 'alarm-archive-throttles',
};

/** `signup-relay doctor` on the packaged template. */
export function describeDoctor(template: () => Template): void {
  const diagnosed = (change: Change = () => undefined) => {
    const changed = structuredClone(template()) as Template & { Resources: never };
    change(changed.Resources);
    return diagnose(readTemplate(changed));
  };

  describe('the doctor', () => {
    it('finds no problem in the service', () => {
      expect(diagnosed()).toEqual([]);
    });

    it.each(MUTATIONS)('reports %s, and nothing else', (_, change, rules) => {
      const findings = diagnosed(change);
      expect(findings.map(({ rule }) => rule).join()).toBe(rules);
      for (const { what, why, fix, where } of findings) {
        expect(
          [what, why, fix, where].filter((text) => text === '' || /undefined|NaN/.test(text)),
        ).toEqual([]);
      }
    });

    it.each(Object.entries(ALARMS))('reports the missing alarm %s, and no other', (id, rule) => {
      expect(diagnosed(drop(id)).map((finding) => finding.rule)).toEqual([rule]);
    });

    it('accepts an alarm with another name and an additional metric', () => {
      const findings = diagnosed((resources) => {
        const { Properties, ...rest } = resources['DeadLettersAlarm'] as Mutable;
        const { Namespace, MetricName, Dimensions, ...others } = Properties;
        const Metric = { Namespace, MetricName, Dimensions };
        const Metrics = [
          { Id: 'a', Expression: 'b * 1' },
          { Id: 'b', MetricStat: { Metric } },
        ];
        resources['MyPager'] = { ...rest, Properties: { ...others, Metrics } as never };
        delete resources['DeadLettersAlarm'];
      });
      expect(findings).toEqual([]);
    });
  });
}
