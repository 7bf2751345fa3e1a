import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askedActions } from './asked-actions.ts';
import type { Template } from './template.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

const arn = (service: string, rest: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});
const getAtt = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

interface Door {
  readonly door: 'consume' | 'receive';
  readonly role: string;
  /** What Lambda does under the function's role: it takes messages off the queue, and the function writes its log. */
  readonly runtimeActions: readonly string[];
  /** Where it may do what it does. */
  readonly resources: Readonly<Record<string, readonly unknown[]>>;
}

const ALWAYS = ['kms:Decrypt', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const STORES = arn('ssm', 'parameter/signup-relay/dev/stores/*');

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
      ReadStoresAndLedgerKey: [STORES, arn('ssm', 'parameter/signup-relay/dev/ledger-key')],
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
      ReadStores: [STORES],
      DecryptParameters: [arn('kms', 'key/*')],
      WriteLogs: [getAtt('ReceiveLogGroup')],
    },
  },
];

/**
 * What the functions may do.
 *
 * @param bundles the folder of the bundles, whose account tells what each function is made of.
 */
export function describePermissions(template: () => Template, bundles: () => string): void {
  const roles = () =>
    Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const statementsOf = ({ Properties }: Template['Resources'][string]) =>
    ((Properties?.['Policies'] ?? []) as readonly Policy[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
  const statements = () => roles().flatMap(statementsOf);
  const given = ({ role }: Door) => {
    const resource = template().Resources[role];
    return resource === undefined ? [] : statementsOf(resource);
  };

  describe('the permissions', () => {
    it('are those of one role per function, and nothing that AWS manages', () => {
      expect(roles()).toHaveLength(DOORS.length);
      for (const { Properties } of roles())
        expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      const elsewhere = /^AWS::IAM::(?!Role$)/;
      const types = Object.values(template().Resources).map(({ Type }) => Type);
      expect(types.filter((type) => elsewhere.test(type))).toEqual([]);
    });

    it('have no wildcard for actions or for everything', () => {
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
      expect(decrypts).toHaveLength(DOORS.length);
      for (const { Condition } of decrypts) {
        expect(Condition).toEqual({
          StringEquals: { 'kms:ViaService': { 'Fn::Sub': 'ssm.${AWS::Region}.amazonaws.com' } },
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/aws/ssm' },
        });
      }
    });

    it('keep the ledger key apart from the stores', () => {
      const environment =
        template().Resources['ConsumeLambdaFunction']?.Properties?.['Environment'];
      const { LEDGER_KEY_PARAMETER: key, STORES_PATH: stores } = (
        environment as { readonly Variables: Readonly<Record<string, string>> }
      ).Variables;
      expect(stores).toMatch(/^\/.+[^/]$/);
      expect(`${key}/`).not.toContain(`${stores}/`);
    });
  });
}
