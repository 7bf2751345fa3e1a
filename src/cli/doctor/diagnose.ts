import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { partsOf } from './parts.ts';
import { alarmRules } from './rules/alarm-rules.ts';
import { functionRules } from './rules/function-rules.ts';
import { httpApiRules } from './rules/http-api-rules.ts';
import { ledgerRules } from './rules/ledger-rules.ts';
import { mappingRules } from './rules/mapping-rules.ts';
import { queueRules } from './rules/queue-rules.ts';

/** Every dangerous setting, dangers first. Pure. */
export function diagnose(facts: Facts): readonly Finding[] {
  const parts = partsOf(facts);
  return [
    ...functionRules(facts.functions, parts),
    ...(parts.consume ? queueRules(parts) : []),
    ...mappingRules(parts),
    ...ledgerRules(parts),
    ...alarmRules(facts, parts),
    ...httpApiRules(facts),
  ].toSorted((a, b) => rank(a) - rank(b));
}

export const rank = ({ severity }: Finding): number => (severity === 'danger' ? 0 : 1);
