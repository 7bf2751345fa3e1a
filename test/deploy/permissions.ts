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

/** Lambda takes messages off the queue under the function's role, and the function writes its log. */
const RUNTIME_ACTIONS = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'kms:Decrypt',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
];

/** Where consume may do what it does. */
const RESOURCES = {
  TakeSignups: [getAtt('Signups')],
  PostponeAndDeadLetter: [getAtt('Signups'), getAtt('DeadLetters')],
  KeepLedger: [getAtt('Ledger')],
  ReadStoresAndLedgerKey: [
    arn('ssm', 'parameter/signup-relay/dev/stores/*'),
    arn('ssm', 'parameter/signup-relay/dev/ledger-key'),
  ],
  DecryptParameters: [arn('kms', 'key/*')],
  WriteLogs: [getAtt('ConsumeLogGroup')],
};

/**
 * What the functions may do.
 *
 * @param bundles the folder of the bundles, whose account tells what consume is made of.
 */
export function describePermissions(template: () => Template, bundles: () => string): void {
  const roles = () =>
    Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const statements = () =>
    roles()
      .flatMap(({ Properties }) => (Properties?.['Policies'] ?? []) as readonly Policy[])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

  describe('the permissions', () => {
    it('are those of one role for one function, and nothing that AWS manages', () => {
      expect(roles()).toHaveLength(1);
      expect(roles()[0]?.Properties).not.toHaveProperty('ManagedPolicyArns');
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

    it('are exactly for what the code sends to AWS and what Lambda does on its behalf', async () => {
      const given = statements().flatMap(({ Action }) => Action);
      const asked = await askedActions(join(bundles(), 'meta/consume.json'));
      expect(given.toSorted()).toEqual([...RUNTIME_ACTIONS, ...asked].toSorted());
    });

    it('reach exactly what belongs to this deployment', () => {
      const given = statements().map(({ Sid = '', Resource }) => [Sid, [Resource].flat()]);
      expect(Object.fromEntries(given)).toEqual(RESOURCES);
    });

    it('decrypt with one key only, on behalf of Parameter Store only', () => {
      const decrypt = statements().find(({ Action }) => Action === 'kms:Decrypt');
      expect(decrypt?.Condition).toEqual({
        StringEquals: { 'kms:ViaService': { 'Fn::Sub': 'ssm.${AWS::Region}.amazonaws.com' } },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/aws/ssm' },
      });
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
