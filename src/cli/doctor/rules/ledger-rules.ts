import type { Facts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** Checks the settings of the ledger's table. */
export function ledgerRules({ ledger, consume }: RelayParts): readonly Finding[] {
  if (!consume) return [];
  if (!ledger) {
    return [
      {
        severity: 'danger',
        rule: 'ledger-missing',
        where: consume.name,
        what: 'The table in LEDGER_TABLE is not part of the deployment.',
        why: 'Without the ledger no signup is delivered: it says which customer is which, and which fact is newest.',
        fix: 'Set LEDGER_TABLE to the table of the stack.',
      },
    ];
  }
  const { name: where, ttlAttribute, canBeRecovered, hasOwnKey, kept } = ledger;
  return [
    ...when(ttlAttribute !== 'expiresAt', {
      severity: 'warning',
      rule: 'ledger-ttl',
      where,
      what:
        ttlAttribute === undefined
          ? 'Items never expire.'
          : `The TTL attribute is ${ttlAttribute}, but the items have expiresAt.`,
      why: 'The table grows without end, and keyed hashes of people are kept longer than needed.',
      fix: 'Set TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }.',
    }),
    ...when(!canBeRecovered, {
      severity: 'warning',
      rule: 'ledger-recovery',
      where,
      what: 'Point-in-time recovery is off.',
      why: 'Without it a table that was emptied by mistake cannot be restored, and customers could be created twice.',
      fix: 'Set PointInTimeRecoveryEnabled: true.',
    }),
    ...when(!hasOwnKey, {
      severity: 'warning',
      rule: 'ledger-encryption',
      where,
      what: "The table is encrypted only with DynamoDB's own key.",
      why: 'The use of that key is not recorded.',
      fix: 'Set SSESpecification: { SSEEnabled: true }.',
    }),
    ...when(kept !== undefined && !(kept.onDeletion && kept.onReplacement), {
      severity: 'danger',
      rule: 'ledger-kept',
      where,
      what: 'DeletionPolicy or UpdateReplacePolicy is not Retain.',
      why: 'If the stack or the table is removed or replaced, the ledger is deleted. The relay then does not know customers any more, or which fact is newest.',
      fix: 'Set both to Retain.',
    }),
  ];
}

/** Checks the HTTP API that receives webhooks. */
export function httpApiRules({ httpApi }: Pick<Facts, 'httpApi'>): readonly Finding[] {
  if (!httpApi) return [];
  const where = 'HTTP API';
  return [
    ...when(httpApi.logsAccess, {
      severity: 'warning',
      rule: 'access-log',
      where,
      what: 'The HTTP API writes an access log.',
      why: 'Webhook paths can end in a secret, and the log would hold it.',
      fix: 'Remove AccessLogSettings. The log of receive has every request without its secret.',
    }),
    ...when(!httpApi.isThrottled, {
      severity: 'warning',
      rule: 'throttling',
      where,
      what: 'The HTTP API has no rate limit of its own.',
      why: 'A flood of requests uses up the concurrency of the account, and consume needs it too.',
      fix: 'Set requestsPerSecond and requestBurst.',
    }),
  ];
}
