import type { Answers } from './stub-aws.ts';

const ARN = 'arn:aws:sqs:eu-west-1:1:';
const TLS_ONLY = JSON.stringify({
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});
const TEMPLATE = {
  Resources: {
    Signups: { Type: 'AWS::SQS::Queue', UpdateReplacePolicy: 'Retain' },
    DeadLetters: { Type: 'AWS::SQS::Queue', UpdateReplacePolicy: 'Retain' },
    Ledger: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    },
  },
};
/** Namespace, metric and its dimension of every alarm that a deployment has. */
const ALARMS = [
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'dead'],
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'dead'],
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'signups'],
  ['AWS/Lambda', 'Errors', 'consume'],
  ['AWS/Lambda', 'Throttles', 'consume'],
  ['AWS/Lambda', 'Errors', 'receive'],
  ['AWS/Lambda', 'Throttles', 'receive'],
  ['SignupRelay', 'StorePaused', 'relay'],
  ['SignupRelay', 'Misconfigured', 'relay'],
  ['SignupRelay', 'Crashed', 'relay'],
  ['SignupRelay', 'Unavailable', 'relay'],
];

/** The alarms per source watch a query. */
const QUERIES = ['ConsentUnclearBalance', 'LeftOutBalance'].map((metric) => ({
  AlarmName: `alarm-${metric}`,
  Metrics: [
    {
      Id: 'q',
      Expression: `SELECT SUM(${metric}) FROM SCHEMA("SignupRelay", "service", "source") GROUP BY "source" ORDER BY SUM() DESC`,
      Period: 3_600,
    },
  ],
  Threshold: 4,
  ActionsEnabled: true,
  AlarmActions: ['arn:aws:sns:eu-west-1:1:alarms'],
}));

const resource = (LogicalResourceId: string, type: string, PhysicalResourceId: string) => ({
  LogicalResourceId,
  ResourceType: `AWS::${type}`,
  PhysicalResourceId,
});

const QUEUES: Readonly<Record<string, object>> = {
  signups: {
    VisibilityTimeout: '180',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '604800',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}dead`, maxReceiveCount: 10 }),
  },
  dead: {
    VisibilityTimeout: '30',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '1209600',
    ApproximateNumberOfMessages: '0',
    RedriveAllowPolicy: JSON.stringify({
      redrivePermission: 'byQueue',
      sourceQueueArns: [`${ARN}signups`],
    }),
  },
};

/** AWS's answers for a correctly configured stack. @param url of the SQS endpoint. */
export function deployedAnswers(url: string): Answers {
  const ENV = {
    SIGNUPS_QUEUE_URL: `${url}/1/signups`,
    DEAD_LETTER_QUEUE_URL: `${url}/1/dead`,
    LEDGER_TABLE: 'ledger-1',
    STORES_PATH: '/relay/stores',
    SOURCES_PATH: '/relay/sources',
    LEDGER_KEY_PARAMETER: '/relay/key',
  };
  return {
    DescribeStacks: () => ({
      Stacks: [
        {
          StackName: 'signup-relay-test',
          CreationTime: '2026-09-15T00:00:00Z',
          StackStatus: 'CREATE_COMPLETE',
          Outputs: [
            { OutputKey: 'SignupsQueueUrl', OutputValue: ENV.SIGNUPS_QUEUE_URL },
            { OutputKey: 'DeadLetterQueueUrl', OutputValue: ENV.DEAD_LETTER_QUEUE_URL },
            { OutputKey: 'LedgerTable', OutputValue: ENV.LEDGER_TABLE },
            { OutputKey: 'StoresPath', OutputValue: ENV.STORES_PATH },
            { OutputKey: 'SourcesPath', OutputValue: ENV.SOURCES_PATH },
            { OutputKey: 'LedgerKeyParameter', OutputValue: ENV.LEDGER_KEY_PARAMETER },
            { OutputKey: 'WebhookUrl', OutputValue: 'https://hooks.example/webhooks' },
          ],
        },
      ],
    }),
    ListStackResources: ({ NextToken }: { NextToken?: string }) =>
      NextToken === undefined
        ? {
            NextToken: '2',
            StackResourceSummaries: [
              resource('Signups', 'SQS::Queue', ENV.SIGNUPS_QUEUE_URL),
              resource('DeadLetters', 'SQS::Queue', ENV.DEAD_LETTER_QUEUE_URL),
              resource('Ledger', 'DynamoDB::Table', ENV.LEDGER_TABLE),
            ],
          }
        : {
            StackResourceSummaries: [
              resource('Consume', 'Lambda::Function', 'consume'),
              resource('Receive', 'Lambda::Function', 'receive'),
              resource('Alarms', 'SNS::Topic', 'arn:aws:sns:eu-west-1:1:alarms'),
              resource('Mail', 'SNS::Subscription', 'arn:aws:sns:eu-west-1:1:alarms:5'),
            ],
          },
    GetTemplate: () => ({ TemplateBody: JSON.stringify(TEMPLATE) }),
    GetQueueAttributes: ({ QueueUrl }: { QueueUrl: string }) => ({
      Attributes: {
        SqsManagedSseEnabled: 'true',
        Policy: TLS_ONLY,
        ...QUEUES[QueueUrl.split('/').at(-1) ?? ''],
      },
    }),
    GetFunctionConfiguration: ({ FunctionName }: { FunctionName: string }) => ({
      Runtime: 'nodejs24.x',
      Timeout: FunctionName === 'consume' ? 30 : 10,
      Environment: {
        Variables:
          FunctionName === 'consume'
            ? { ...ENV, RETRY_HORIZON_HOURS: '48' }
            : { SIGNUPS_QUEUE_URL: ENV.SIGNUPS_QUEUE_URL, PUBLIC_URL: 'https://hooks.example' },
      },
    }),
    GetFunctionConcurrency: () => ({}),
    GetFunctionRecursionConfig: () => ({ RecursiveLoop: 'Allow' }),
    ListEventSourceMappings: ({ FunctionName }: { FunctionName: string }) => ({
      EventSourceMappings:
        FunctionName === 'consume'
          ? [
              {
                EventSourceArn: `${ARN}signups`,
                State: 'Enabled',
                BatchSize: 10,
                MaximumBatchingWindowInSeconds: 0,
                FunctionResponseTypes: ['ReportBatchItemFailures'],
                ScalingConfig: { MaximumConcurrency: 5 },
              },
            ]
          : [],
    }),
    DescribeLogGroups: ({ logGroupNamePrefix }: { logGroupNamePrefix: string }) => ({
      logGroups: [{ logGroupName: logGroupNamePrefix, retentionInDays: 30 }],
    }),
    DescribeAlarms: () => ({
      MetricAlarms: ALARMS.map<object>(([Namespace, MetricName, Value], at) => ({
        AlarmName: `alarm-${at}`,
        Namespace,
        MetricName,
        Dimensions: [{ Name: 'x', Value }],
        Threshold: 1,
        ActionsEnabled: true,
        AlarmActions: ['arn:aws:sns:eu-west-1:1:alarms'],
      })).concat(QUERIES),
    }),
    DescribeTable: () => ({ Table: { SSEDescription: { Status: 'ENABLED' } } }),
    DescribeTimeToLive: () => ({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    }),
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    }),
    GetMetricStatistics: () => ({ Datapoints: [] }),
    GetParameter: () => ({ Parameter: { Value: 'k'.repeat(44) } }),
    GetParametersByPath: () => ({ Parameters: [] }),
  };
}
