import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overlap } from '../../src/config/settings.ts';
import { askedActions } from './asked-actions.ts';
import type { Template } from './template.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** A conditional statement. */
interface Conditional {
  readonly 'Fn::If': readonly [condition: string, then: Statement, otherwise: unknown];
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly (Statement | Conditional)[] };
}

const arn = (service: string, rest: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});
const getAtt = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

interface Door {
  readonly door: string;
  readonly role: string;
  /** Actions of Lambda itself under the function's role: reading the queue and writing the log. */
  readonly runtimeActions: readonly string[];
  /** The allowed resources. */
  readonly resources: Readonly<Record<string, readonly unknown[]>>;
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const ALWAYS = ['kms:Decrypt', ...LOGS];
const STORES = arn('ssm', 'parameter/signup-relay/dev/stores/*');
const SOURCES = arn('ssm', 'parameter/signup-relay/dev/sources/*');

const DOORS: readonly Door[] = [
  {
    door: 'consume',
    role: 'ConsumeRole',
    runtimeActions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      ...ALWAYS,
    ],
    resources: {
      TakeSignups: [getAtt('Signups')],
      PostponeAndDeadLetter: [getAtt('Signups'), getAtt('DeadLetters')],
      KeepLedger: [getAtt('Ledger')],
      ReadStoresSourcesAndLedgerKey: [
        STORES,
        SOURCES,
        arn('ssm', 'parameter/signup-relay/dev/ledger-key'),
      ],
      DecryptParameters: [arn('kms', 'key/*')],
      WriteLogs: [getAtt('ConsumeLogGroup')],
    },
  },
  {
    door: 'receive',
    role: 'ReceiveRole',
    runtimeActions: ALWAYS,
    resources: {
      PutDeliveries: [getAtt('Signups')],
      ReadSources: [SOURCES],
      DecryptParameters: [arn('kms', 'key/*')],
      WriteLogs: [getAtt('ReceiveLogGroup')],
    },
  },
  {
    door: 'replay',
    role: 'ReplayRole',
    runtimeActions: ALWAYS,
    resources: {
      TakeLetters: [getAtt('DeadLetters')],
      PutBack: [getAtt('Signups')],
      CountMessages: [getAtt('DeadLetters'), getAtt('Signups')],
      ReadStoresAndSources: [STORES, SOURCES],
      DecryptParameters: [arn('kms', 'key/*')],
      WriteLogs: [getAtt('ReplayLogGroup')],
    },
  },
  {
    door: 'archive',
    role: 'ArchiveRole',
    runtimeActions: LOGS,
    resources: {
      LookAtLetters: [getAtt('DeadLetters')],
      PutLetters: [{ 'Fn::Sub': '${Archive.Arn}/*' }],
      RemoveArchivedLetters: [getAtt('DeadLetters')],
      WriteLogs: [getAtt('ArchiveLogGroup')],
    },
  },
];

/**
 * The permissions of the functions.
 *
 * @param bundles the folder of the bundles, with the metafile of each function.
 */
export function describePermissions(template: () => Template, bundles: () => string): void {
  const roles = () =>
    Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const statementsOf = ({ Properties }: Template['Resources'][string]): readonly Statement[] =>
    // The only conditional policy is the one for traces, which has its own test.
    ((Properties?.['Policies'] ?? []) as readonly Partial<Policy>[])
      .flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? [])
      .map((one) => ('Fn::If' in one ? one['Fn::If'][1] : one));
  const statements = () => roles().flatMap(statementsOf);
  const given = ({ role }: Door) => {
    const resource = template().Resources[role];
    return resource === undefined ? [] : statementsOf(resource);
  };

  describe('the permissions', () => {
    it('belong to one role per function, without AWS managed policies', () => {
      expect(roles()).toHaveLength(DOORS.length);
      for (const { Properties } of roles())
        expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      const elsewhere = /^AWS::IAM::(?!Role$)/;
      const types = Object.values(template().Resources).map(({ Type }) => Type);
      expect(types.filter((type) => elsewhere.test(type))).toEqual([]);
    });

    it('have no wildcard for actions or for all resources', () => {
      expect(
        statements()
          .flatMap(({ Action }) => Action)
          .join(' '),
      ).not.toContain('*');
      expect(statements().flatMap(({ Resource }) => Resource)).not.toContain('*');
    });

    it.each(DOORS)(
      'of $door are exactly for what its code sends to AWS and what Lambda does on its behalf',
      async (door) => {
        const actions = given(door).flatMap(({ Action }) => Action);
        const asked = await askedActions(join(bundles(), `meta/${door.door}.json`));
        expect(actions.toSorted()).toEqual([...door.runtimeActions, ...asked].toSorted());
      },
    );

    it.each(DOORS)('of $door reach exactly what belongs to this deployment', (door) => {
      const reached = given(door).map(({ Sid = '', Resource }) => [Sid, [Resource].flat()]);
      expect(Object.fromEntries(reached)).toEqual(door.resources);
    });

    it('decrypt with one key only, on behalf of Parameter Store only', () => {
      const decrypts = statements().filter(({ Action }) => Action === 'kms:Decrypt');
      const doors = DOORS.filter(({ runtimeActions }) => runtimeActions.includes('kms:Decrypt'));
      expect(decrypts).toHaveLength(doors.length);
      for (const { Condition } of decrypts) {
        expect(Condition).toEqual({
          StringEquals: { 'kms:ViaService': { 'Fn::Sub': 'ssm.${AWS::Region}.amazonaws.com' } },
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/aws/ssm' },
        });
      }
    });

    it.each(['ConsumeRole', 'ReceiveRole'])(
      'of %s to send traces are there with active tracing only',
      (role) => {
        const { TracesActively } = template().Conditions ?? {};
        expect(TracesActively).toEqual({ 'Fn::Equals': ['PassThrough', 'Active'] });
        const policies = template().Resources[role]?.Properties?.['Policies'];
        const conditional = (policies as readonly object[]).find((each) => 'Fn::If' in each);
        expect(conditional).toMatchObject({
          'Fn::If': [
            'TracesActively',
            {
              PolicyDocument: {
                Statement: [
                  { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
                ],
              },
            },
            { Ref: 'AWS::NoValue' },
          ],
        });
      },
    );

    it('let archive delete letters only if there is an archive', () => {
      const policies = template().Resources['ArchiveRole']?.Properties?.['Policies'];
      const [{ PolicyDocument }] = policies as readonly [Policy];
      const always = PolicyDocument.Statement.filter((one) => !('Fn::If' in one));
      expect(always).not.toContainEqual(expect.objectContaining({ Action: 'sqs:DeleteMessage' }));
      const conditional = PolicyDocument.Statement.filter((one) => 'Fn::If' in one);
      for (const one of conditional) {
        const { 'Fn::If': choice } = one;
        expect(choice).toEqual(['ArchiveOn', expect.anything(), { Ref: 'AWS::NoValue' }]);
      }
    });

    it('keep the ledger key, the stores and the sources apart', () => {
      const environment =
        template().Resources['ConsumeLambdaFunction']?.Properties?.['Environment'];
      const {
        LEDGER_KEY_PARAMETER: key = '',
        STORES_PATH: stores = '',
        SOURCES_PATH: sources = '',
      } = (environment as { readonly Variables: Readonly<Record<string, string>> }).Variables;
      for (const path of [stores, sources]) {
        expect(path).toMatch(/^\/.+[^/]$/);
        expect(`${key}/`).not.toContain(`${path}/`);
      }
      expect(overlap(stores, sources)).toBe(false);
    });
  });
}
