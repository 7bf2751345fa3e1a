import type { Facts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** What the table of the ledger must be set to. */
export function ledgerRules({ ledger, consume }: RelayParts): readonly Finding[] {
  if (!consume) return [];
  if (!ledger) {
    return [
      {
        severity: 'danger',
        rule: 'ledger-missing',
        where: consume.name,
        what: 'The table of LEDGER_TABLE is not part of the deployment.',
        why: 'Without the ledger no signup is delivered: nobody knows who is who and which fact is newest.',
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
          : `Items expire by ${ttlAttribute}, which none has.`,
      why: 'The table grows for ever, and keyed hashes of people are kept longer than they are needed.',
      fix: 'Set TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }.',
    }),
    ...when(!canBeRecovered, {
      severity: 'warning',
      rule: 'ledger-recovery',
      where,
      what: 'Point-in-time recovery is off.',
      why: 'A table emptied by mistake cannot be brought back: creates under way could be doubled.',
      fix: 'Set PointInTimeRecoveryEnabled: true.',
    }),
    ...when(!hasOwnKey, {
      severity: 'warning',
      rule: 'ledger-encryption',
      where,
      what: "The table is encrypted with DynamoDB's own key only.",
      why: 'Nobody can see who used the key.',
      fix: 'Set SSESpecification: { SSEEnabled: true }.',
    }),
    ...when(kept !== undefined && !(kept.onDeletion && kept.onReplacement), {
      severity: 'danger',
      rule: 'ledger-kept',
      where,
      what: 'DeletionPolicy or UpdateReplacePolicy is not Retain.',
      why: 'Removing or replacing the stack deletes the ledger: the relay forgets who is who and which fact is newest.',
      fix: 'Set both to Retain.',
    }),
  ];
}

/** What webhooks come in by. */
export function httpApiRules({ httpApi }: Pick<Facts, 'httpApi'>): readonly Finding[] {
  if (!httpApi) return [];
  const where = 'HTTP API';
  return [
    ...when(httpApi.logsAccess, {
      severity: 'warning',
      rule: 'access-log',
      where,
      what: 'The HTTP API writes an access log.',
      why: 'Paths of webhooks can end in a secret.',
      fix: 'Remove AccessLogSettings; the log of receive has every request without its secret.',
    }),
    ...when(!httpApi.isThrottled, {
      severity: 'warning',
      rule: 'throttling',
      where,
      what: 'The HTTP API has no rate limit of its own.',
      why: 'A flood of requests uses up the account’s concurrency, which consume needs as well.',
      fix: 'Set requestsPerSecond and requestBurst.',
    }),
  ];
}
