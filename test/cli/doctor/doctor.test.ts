import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/cli/doctor/doctor.ts';
import { describeDiagnosis } from '../../../src/cli/doctor/doctor-commands.ts';
import { clockRule } from '../../../src/cli/doctor/live/live-findings.ts';
import { letterRules } from '../../../src/cli/doctor/live/letters-rules.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { deployedAnswers } from '../../support/deployed-answers.ts';
import { type Answers, openStubAws } from '../../support/stub-aws.ts';
import type { StubServer } from '../../support/stub-server.ts';
import { runCommand } from '../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-doctor-'));
let usually: Answers = {};
let answers: Answers = usually;
let skewMs = 0;
let aws: StubServer;
let env: Record<string, string>;
beforeAll(async () => {
  aws = await openStubAws(
    () => answers,
    () => new Date(Date.now() + skewMs),
  );
  env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  };
  Object.assign(process.env, env);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.close();
});
beforeEach(() => {
  usually = deployedAnswers(aws.url);
  answers = usually;
  skewMs = 0;
});

async function doctor(...args: readonly string[]) {
  const own: Record<string, string | undefined> = {};
  const { terminal, out, err } = aTerminal({
    env: own,
    setEnv: (values) => void Object.assign(own, values),
    now: Date.now,
  });
  const code = await runCli([...args, 'doctor', '--json'], terminal);
  const findings = code === 2 ? [] : (JSON.parse(out()) as Diagnosis).findings;
  return { code, err: err(), findings, rules: findings.map(({ rule }) => rule) };
}
/** Merges into what an operation answers. */
const but = (operation: string, change: (answer: never, input: never) => object): void => {
  const usual = usually[operation] as (input: never) => never;
  answers = { ...usually, [operation]: (input: never) => change(usual(input), input) };
};
type Attributes = { Attributes: Record<string, string> };
type Mappings = { EventSourceMappings: object[] };
const queue = (name: string, changes: Record<string, string | undefined>) => (): void => {
  but('GetQueueAttributes', ({ Attributes }: Attributes, { QueueUrl }: { QueueUrl: string }) => ({
    Attributes: QueueUrl.endsWith(`/${name}`) ? { ...Attributes, ...changes } : Attributes,
  }));
};
const mapping = (changes: object) => (): void => {
  but('ListEventSourceMappings', ({ EventSourceMappings }: Mappings) => ({
    EventSourceMappings: EventSourceMappings.map((one) => ({ ...one, ...changes })),
  }));
};
const consume = (operation: string, changes: object) => (): void => {
  but(operation, (answer: object, { FunctionName }: { FunctionName: string }) =>
    FunctionName === 'consume' ? { ...answer, ...changes } : answer,
  );
};

describe('signup-relay doctor --stage', () => {
  it('finds nothing wrong with a stack as it should be, by its own process', async () => {
    const { code, out, err } = await runCommand(['--stage', 'test', 'doctor'], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Checked the stack signup-relay-test and its stores.');
    expect(out).toContain('No findings.');
  });

  it.each([
    ['visibility-timeout', queue('signups', { VisibilityTimeout: '60' }), 1],
    ['redrive-policy', queue('signups', { RedrivePolicy: undefined }), 1],
    ['queue-encryption', queue('dead', { SqsManagedSseEnabled: 'false' }), 1],
    ['maximum-message-size', queue('dead', { MaximumMessageSize: '262144' }), 1],
    ['plain-http', queue('dead', { Policy: undefined }), 0],
    ['redrive-allow-policy', queue('dead', { RedriveAllowPolicy: undefined }), 0],
    ['dead-letters-waiting', queue('dead', { ApproximateNumberOfMessages: '3' }), 0],
    ['mapping-disabled', mapping({ State: 'Disabled' }), 1],
    ['report-batch-item-failures', mapping({ FunctionResponseTypes: [] }), 1],
    ['maximum-concurrency', mapping({ ScalingConfig: undefined }), 1],
    ['event-filter', mapping({ FilterCriteria: { Filters: [{ Pattern: '{}' }] } }), 1],
    ['batch-window', mapping({ BatchSize: 1_000 }), 0],
    [
      'reserved-concurrency',
      consume('GetFunctionConcurrency', { ReservedConcurrentExecutions: 2 }),
      1,
    ],
    ['recursive-loop', consume('GetFunctionRecursionConfig', { RecursiveLoop: 'Terminate' }), 1],
    ['runtime', consume('GetFunctionConfiguration', { Runtime: 'nodejs20.x' }), 1],
    [
      'log-retention',
      () =>
        but(
          'DescribeLogGroups',
          (_: never, { logGroupNamePrefix }: { logGroupNamePrefix: string }) =>
            logGroupNamePrefix.endsWith('consume')
              ? { logGroups: [] }
              : { logGroups: [{ logGroupName: logGroupNamePrefix, retentionInDays: 7 }] },
        ),
      0,
    ],
    ['ledger-encryption', () => but('DescribeTable', () => ({ Table: {} })), 0],
    [
      'ledger-ttl',
      () =>
        but('DescribeTimeToLive', () => ({
          TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
        })),
      0,
    ],
    [
      'ledger-recovery',
      () =>
        but('DescribeContinuousBackups', () => ({
          ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' },
        })),
      0,
    ],
    ['ledger-key-short', () => but('GetParameter', () => ({ Parameter: { Value: 'short' } })), 1],
    ['ledger-key-missing', () => but('GetParameter', () => ({ Parameter: { Value: '' } })), 1],
    ['clock', () => void (skewMs = -100_000), 0],
    [
      'ledger-kept',
      () =>
        but('GetTemplate', () => ({
          TemplateBody: JSON.stringify({ Resources: { Ledger: { Type: 'AWS::DynamoDB::Table' } } }),
        })),
      1,
    ],
    [
      'topic-subscription',
      () =>
        but(
          'ListStackResources',
          (answer: { StackResourceSummaries: { LogicalResourceId: string }[] }) => ({
            ...answer,
            StackResourceSummaries: answer.StackResourceSummaries.filter(
              ({ LogicalResourceId }) => LogicalResourceId !== 'Mail',
            ),
          }),
        ),
      0,
    ],
    [
      'alarm-dead-letters',
      () =>
        but('DescribeAlarms', ({ MetricAlarms }: { MetricAlarms: object[] }) => ({
          MetricAlarms: MetricAlarms.slice(1),
        })),
      1,
    ],
  ])('names %s, and nothing else', async (rule, change, exit) => {
    change();
    const { code, rules } = await doctor('--stage', 'test');
    expect({ rules, code }).toEqual({ rules: [rule], code: exit });
  });

  it('warns of dead letters before they are deleted', async () => {
    but('GetMetricStatistics', () => ({ Datapoints: [{ Maximum: 1_200_000 }] }));
    const metrics = answers;
    queue('dead', { ApproximateNumberOfMessages: '1' })();
    answers = { ...answers, GetMetricStatistics: metrics['GetMetricStatistics'] as never };
    const { rules, findings } = await doctor('--stage', 'test');
    expect(rules).toEqual(['dead-letters-waiting', 'dead-letters-expiring']);
    expect(findings[1]?.what).toBe('SQS deletes the oldest dead letter in about 2.6 h.');
  });

  const parameters = (texts: Readonly<Record<string, string>>): void =>
    but('GetParametersByPath', (_: object, { Path }: { readonly Path: string }) => ({
      Parameters: Object.entries(texts)
        .filter(([name]) => name.startsWith(`${Path}/`))
        .map(([Name, Value]) => ({ Name, Value })),
    }));

  it('names a store that holds its own sources, and sources without a store', async () => {
    parameters({
      '/relay/stores/old': '{"sources":{}}',
      '/relay/sources/gone/join': '{"tool":"tally"}',
    });
    const { findings } = await doctor('--stage', 'test');
    expect(findings.map(({ rule, where }) => `${where}: ${rule}`)).toEqual([
      'store old: store-own-sources',
      'store old: store-invalid',
      'store gone: sources-without-store',
    ]);
  });

  it('says that a stack of an older version names no path of the sources', async () => {
    type Stack = { readonly Outputs: readonly { readonly OutputKey: string }[] };
    but('DescribeStacks', ({ Stacks: [stack] }: { readonly Stacks: readonly [Stack] }) => {
      const Outputs = stack.Outputs.filter(({ OutputKey }) => OutputKey !== 'SourcesPath');
      return { Stacks: [{ ...stack, Outputs }] };
    });
    const { rules } = await doctor('--stage', 'test');
    expect(rules).toEqual(['sources-path-missing']);
  });

  it('asks the shops, unless told not to', async () => {
    parameters({ '/relay/stores/tw-main': '{"platform":"shopline"}' });
    const { findings } = await doctor('--stage', 'test');
    expect(findings.map(({ rule, where }) => `${where}: ${rule}`)).toEqual([
      'store tw-main: store-invalid',
    ]);
    const { terminal, out } = aTerminal({ env: { STACK_NAME: 'signup-relay-test' } });
    await runCli(['doctor', '--json', '--no-stores'], terminal);
    expect((JSON.parse(out()) as Diagnosis).findings).toEqual([]);
  });

  it.each([
    [
      'the stack',
      'ListStackResources',
      'The resources of the stack signup-relay-test cannot be read',
    ],
    [
      'a setting',
      'DescribeTimeToLive',
      'The settings of signup-relay-test cannot be read (AccessDenied',
    ],
  ])('says what to do where %s cannot be read', async (_, operation, words) => {
    const { [operation]: _denied, ...others } = usually;
    answers = others;
    const { code, err } = await doctor('--stage', 'test');
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  it('does without the template where that may not be read', async () => {
    const { GetTemplate: _, ...others } = usually;
    answers = others;
    expect(await doctor('--stage', 'test')).toMatchObject({ code: 0, rules: [] });
  });
});

describe('signup-relay doctor', () => {
  it.each([
    ['there is none', 'none.json', 'cannot be read. Run npm run package first'],
    ['it is none', 'broken.json', 'is not a CloudFormation template in JSON'],
  ])('says what to do about a template where %s', async (_, name, words) => {
    const file = join(folder, name);
    if (name === 'broken.json') writeFileSync(file, '{');
    const { terminal, err } = aTerminal();
    expect(await runCli(['doctor', '--template', file], terminal)).toBe(2);
    expect(err()).toContain(words);
  });

  it('misses every part of an empty template, and looks at nothing else', async () => {
    const file = join(folder, 'empty.json');
    writeFileSync(file, '{"Resources":{}}');
    const { terminal, out } = aTerminal();
    expect(await runCli(['doctor', '--template', file], terminal)).toBe(1);
    expect(out()).toContain('No function reads the signups queue.');
    expect(out()).toContain('Stores, tokens and dead letters were not checked');
  });

  it('looks at what can be seen where only the environment names a relay', async () => {
    const { terminal, out } = aTerminal({
      env: { SIGNUPS_QUEUE_URL: `${aws.url}/1/signups`, LEDGER_KEY_PARAMETER: '/k' },
    });
    expect(await runCli(['doctor', '--no-stores'], terminal)).toBe(0);
    expect(out()).toContain('To check them, add --stage <stage> or --template <file>.');
  });
});

describe('single rules', () => {
  const NOW = Date.parse('2026-09-15T03:20:00Z');

  it.each([
    ['Tue, 15 Sep 2026 03:20:29 GMT', []],
    ['Tue, 15 Sep 2026 03:18:00 GMT', ['The clock is 120 s ahead of the clock of AWS.']],
    ['Tue, 15 Sep 2026 03:22:00 GMT', ['The clock is 120 s behind the clock of AWS.']],
    [undefined, []],
  ])('compares the clock with %s', (date, expected) => {
    const theirs = date === undefined ? undefined : Date.parse(date);
    expect(clockRule(theirs, NOW).map(({ what }) => what)).toEqual(expected);
  });

  it('says nothing about an empty queue', () => {
    expect(letterRules({ url: 'q', waiting: 0, retentionSeconds: 60, oldestSeconds: 50 })).toEqual(
      [],
    );
  });

  it('writes findings in full, broken between words', () => {
    const { terminal } = aTerminal({ columns: 60 });
    const finding = {
      severity: 'danger',
      rule: 'x',
      where: 'signups',
      what: 'A sentence that is far too long to fit into one line of a narrow terminal.',
      why: 'Because.',
      fix: 'Do it.',
    } as const;
    expect(describeDiagnosis({ looked: 'it', findings: [finding], notes: [] }, terminal)).toBe(
      [
        'Checked it.',
        '',
        'danger   signups',
        '         A sentence that is far too long to fit into one',
        '         line of a narrow terminal.',
        'why      Because.',
        'fix      Do it.',
        '',
        '1 danger, 0 warnings.',
      ].join('\n'),
    );
  });
});
