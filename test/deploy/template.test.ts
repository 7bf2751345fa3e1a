import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PackagedService, packageService } from '../support/package-service.ts';
import { describeAlarms } from './alarms.ts';
import { checkTemplate } from './check-template.ts';
import { describeDashboard } from './dashboard.ts';
import { describeDoctor } from './doctor.ts';
import { describeEgress } from './egress.ts';
import { describePermissions } from './permissions.ts';
import { describeQueues } from './queues.ts';
import { loadSpec } from './spec.ts';
import type { Template } from './template.ts';

const PACKAGING_MS = 120_000;

let service: PackagedService;
let template: Template;

async function readTemplate({ folder }: PackagedService): Promise<Template> {
  const file = join(folder, 'cloudformation-template-update-stack.json');
  return JSON.parse(await readFile(file, 'utf8')) as Template;
}

beforeAll(async () => {
  service = await packageService();
  template = await readTemplate(service);
}, PACKAGING_MS);
afterAll(() => service.close());

const properties = (name: string) => template.Resources[name]?.Properties;

describe('the template', () => {
  it('is valid for CloudFormation', async () => {
    expect(checkTemplate(await loadSpec(), template)).toEqual([]);
  });

  it('has no variable of serverless.yml left in it', () => {
    // Serverless variables have one colon: `${param:memorySize}`. CloudFormation's have none or two.
    expect(JSON.stringify(template).match(/\$\{\w+:(?!:)[^}]*\}/g)).toBeNull();
  });

  it('has the addresses as outputs', () => {
    expect(Object.keys(template.Outputs ?? {})).toEqual(
      expect.arrayContaining([
        'WebhookUrl',
        'SignupsQueueUrl',
        'SignupsQueueArn',
        'DeadLetterQueueUrl',
        'DeadLetterQueueArn',
        'LedgerTable',
        'StoresPath',
        'LedgerKeyParameter',
        'ArchiveBucket',
        'ConsumeLogGroup',
        'ReceiveLogGroup',
      ]),
    );
  });

  it(
    'gives every stage its own names, and takes parameters',
    async () => {
      const words = [
        '--stage',
        'prod',
        '--param=memorySize=1024',
        '--param=alarmEmail=a@b.example',
        '--param=publicUrl=https://hooks.b.example',
        '--param=archive=on',
        '--param=runbookUrl=https://b.example/runbook',
        '--param=tracing=Active',
      ];
      const prod = await packageService(words);
      onTestFinished(() => prod.close());
      const { Resources, Conditions } = await readTemplate(prod);
      expect(JSON.stringify(Resources)).not.toMatch(/signup-relay-dev|signup-relay\/dev/);
      expect(Resources['ConsumeLambdaFunction']?.Properties).toMatchObject({ MemorySize: 1024 });
      expect(Resources['AlarmsByEmail']?.Properties).toMatchObject({ Endpoint: 'a@b.example' });
      expect(JSON.stringify(Conditions)).toContain('["a@b.example",""]');
      expect(JSON.stringify(Conditions)).toContain('["https://hooks.b.example",""]');
      expect(Conditions?.['ArchiveOn']).toEqual({ 'Fn::Equals': ['on', 'on'] });
      expect(Resources['ConcurrencyAlarm']?.Properties?.['AlarmDescription']).toMatch(
        / https:\/\/b\.example\/runbook#concurrency$/,
      );
      expect(Conditions?.['TracesActively']).toEqual({ 'Fn::Equals': ['Active', 'Active'] });
      for (const name of ['ConsumeLambdaFunction', 'ReceiveLambdaFunction']) {
        expect(Resources[name]?.Properties).toMatchObject({ TracingConfig: { Mode: 'Active' } });
      }
    },
    PACKAGING_MS,
  );
});

/** The files of a zip, and the files of its bundle. */
async function filesOf(name: string): Promise<Readonly<Record<'zipped' | 'bundled', string[]>>> {
  const zip = unzipSync(await readFile(join(service.folder, `${name}.zip`)));
  const files = await readdir(join(service.bundles, name));
  const bundled = files.map((file) => `dist/${name}/${file}`);
  return { zipped: Object.keys(zip).toSorted(), bundled: bundled.toSorted() };
}

describe('the function consume', () => {
  it('runs on Node.js 24 on arm64, under its own role', () => {
    expect(properties('ConsumeLambdaFunction')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'dist/consume/consume.handler',
      Role: { 'Fn::GetAtt': ['ConsumeRole', 'Arn'] },
    });
  });

  it('is not stopped by Lambda when it postpones an event many times', () => {
    expect(properties('ConsumeLambdaFunction')).toMatchObject({ RecursiveLoop: 'Allow' });
  });

  it('has exactly the settings that it needs, and no endpoint', () => {
    expect(properties('ConsumeLambdaFunction')?.['Environment']).toEqual({
      Variables: {
        SIGNUPS_QUEUE_URL: { Ref: 'Signups' },
        DEAD_LETTER_QUEUE_URL: { Ref: 'DeadLetters' },
        LEDGER_TABLE: { Ref: 'Ledger' },
        STORES_PATH: '/signup-relay/dev/stores',
        SOURCES_PATH: '/signup-relay/dev/sources',
        STORES_TTL_SECONDS: '60',
        LEDGER_KEY_PARAMETER: '/signup-relay/dev/ledger-key',
        RETRY_HORIZON_HOURS: '48',
        POWERTOOLS_SERVICE_NAME: 'signup-relay-dev',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
  });

  it('keeps its logs for a limited time', () => {
    expect(properties('ConsumeLogGroup')).toMatchObject({ RetentionInDays: 30 });
  });

  it('contains its bundle and the package.json that marks it as CommonJS', async () => {
    const { zipped, bundled } = await filesOf('consume');
    expect(zipped).toEqual(bundled);
    expect(zipped).toContain('dist/consume/consume.js');
    expect(zipped).toContain('dist/consume/package.json');
  });
});

describe('the function receive', () => {
  it('runs on Node.js 24 on arm64, under its own role, and answers before tools give up', () => {
    expect(properties('ReceiveLambdaFunction')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'dist/receive/receive.handler',
      Role: { 'Fn::GetAtt': ['ReceiveRole', 'Arn'] },
      Timeout: 10,
    });
  });

  it('has exactly the settings that it needs, and no endpoint', () => {
    const own = { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] };
    expect(properties('ReceiveLambdaFunction')?.['Environment']).toEqual({
      Variables: {
        SIGNUPS_QUEUE_URL: { Ref: 'Signups' },
        SOURCES_PATH: '/signup-relay/dev/sources',
        STORES_TTL_SECONDS: '60',
        PUBLIC_URL: { 'Fn::If': ['HasPublicUrl', '', own] },
        POWERTOOLS_SERVICE_NAME: 'signup-relay-dev',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
  });

  it('has the addresses of webhooks, with and without a secret, and no other', () => {
    const routes = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
      .map(({ Properties }) => Properties?.['RouteKey']);
    const paths = ['/webhooks/{store}/{source}', '/webhooks/{store}/{source}/{secret}'];
    const expected = paths.flatMap((path) =>
      ['GET', 'HEAD', 'OPTIONS', 'POST'].map((method) => `${method} ${path}`),
    );
    expect(routes).toHaveLength(expected.length);
    expect(new Set(routes)).toEqual(new Set(expected));
    expect(properties('HttpApiIntegrationReceive')).toMatchObject({ PayloadFormatVersion: '2.0' });
  });

  it('has a rate limit, and its addresses reach no access log', () => {
    expect(properties('HttpApiStage')).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    expect(properties('HttpApiStage')).not.toHaveProperty('AccessLogSettings');
  });

  it('keeps its logs for a limited time', () => {
    expect(properties('ReceiveLogGroup')).toMatchObject({ RetentionInDays: 30 });
  });

  it('contains its bundle and the package.json that marks it as CommonJS', async () => {
    const { zipped, bundled } = await filesOf('receive');
    expect(zipped).toEqual(bundled);
    expect(zipped).toContain('dist/receive/receive.js');
    expect(zipped).toContain('dist/receive/package.json');
  });
});

describe('the function archive', () => {
  it('runs on Node.js 24 on arm64, under its own role', () => {
    expect(properties('ArchiveLambdaFunction')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'dist/archive/archive.handler',
      Role: { 'Fn::GetAtt': ['ArchiveRole', 'Arn'] },
    });
    expect(properties('ArchiveLogGroup')).toMatchObject({ RetentionInDays: 30 });
  });

  it('has exactly the settings that it needs, and moves letters before they count as expiring', () => {
    expect(properties('ArchiveLambdaFunction')?.['Environment']).toEqual({
      Variables: {
        DEAD_LETTER_QUEUE_URL: { Ref: 'DeadLetters' },
        ARCHIVE_BUCKET: { 'Fn::If': ['ArchiveOn', { Ref: 'Archive' }, ''] },
        ARCHIVE_WITHIN_HOURS: '72',
        EXPIRING_WITHIN_HOURS: '48',
        POWERTOOLS_SERVICE_NAME: 'signup-relay-dev',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
  });
});

describe('the archive', () => {
  it('exists on request only', () => {
    expect(template.Conditions?.['ArchiveOn']).toEqual({ 'Fn::Equals': ['off', 'on'] });
    for (const name of ['Archive', 'ArchivePolicy'])
      expect(template.Resources[name]).toMatchObject({ Condition: 'ArchiveOn' });
    expect(template.Outputs?.['ArchiveBucket']).toMatchObject({ Condition: 'ArchiveOn' });
  });

  it('is encrypted, closed to the public, expires after a year, and outlives the stack', () => {
    expect(template.Resources['Archive']).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 365 }] },
      },
    });
    // Erased letters must be gone.
    expect(properties('Archive')).not.toHaveProperty('VersioningConfiguration');
  });

  it('refuses requests without TLS', () => {
    expect(properties('ArchivePolicy')).toMatchObject({
      Bucket: { Ref: 'Archive' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [{ 'Fn::GetAtt': ['Archive', 'Arn'] }, { 'Fn::Sub': '${Archive.Arn}/*' }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });
});

describe('the ledger', () => {
  it('is a table on demand, with expiry, recovery and encryption, and outlives the stack', () => {
    expect(template.Resources['Ledger']).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });
});

describeQueues(() => template);
describePermissions(() => template);
describeAlarms(() => template);
describeDashboard(() => template);
describeDoctor(() => template);
describeEgress(
  () => template,
  async (...words) => {
    const packaged = await packageService(words);
    try {
      return await readTemplate(packaged);
    } finally {
      await packaged.close();
    }
  },
);
