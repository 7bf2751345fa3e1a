import type { Facts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';

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
