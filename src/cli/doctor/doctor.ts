import { readFileSync } from 'node:fs';
import type { Deployment } from '../deployment.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { readDeployed } from './deployed/read-deployed.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { liveFindings } from './live/live-findings.ts';
import { partsOf } from './parts.ts';
import { alarmRules } from './rules/alarm-rules.ts';
import { functionRules } from './rules/function-rules.ts';
import { httpApiRules, ledgerRules } from './rules/ledger-rules.ts';
import { mappingRules } from './rules/mapping-rules.ts';
import { queueRules } from './rules/queue-rules.ts';
import { readTemplate } from './template/read-template.ts';
import type { Template } from './template/template.ts';
import { isRecord } from '../../util/is-record.ts';

/** The file that `npm run package` writes. */
const PACKAGED = '.serverless/cloudformation-template-update-stack.json';

export interface DoctorOptions {
  readonly template?: string;
  /** False with `--no-stores`: the shops are not called. */
  readonly stores: boolean;
}

/** The checks that ran, and the findings. */
export interface Diagnosis {
  /** `the stack signup-relay-prod`. */
  readonly looked: string;
  readonly findings: readonly Finding[];
  /** The checks that did not run. */
  readonly notes: readonly string[];
}

/**
 * Checks the stack of the environment; a template if the options name one, or if no stack is named.
 *
 * @throws UsageError there is nothing to check.
 */
export async function examine(
  { template, stores }: DoctorOptions,
  terminal: Terminal,
  deployment: () => Deployment,
): Promise<Diagnosis> {
  const { env } = terminal;
  const stack = env['STACK_NAME'];
  if (template === undefined && stack !== undefined) {
    const relay = deployment();
    const facts = await readDeployed(relay, stack);
    const live = await liveFindings(relay, terminal, { asksShops: stores });
    return { looked: `the stack ${stack} and its stores`, ...sorted(facts, live), notes: [] };
  }
  if (template === undefined && env['SIGNUPS_QUEUE_URL'] !== undefined) {
    const findings = await liveFindings(deployment(), terminal, { asksShops: stores });
    const notes = [
      'Settings of queues, functions and alarms were not checked. To check them, add --stage <stage> or --template <file>.',
    ];
    return {
      looked: 'the queues, the ledger key and the stores of the environment',
      findings,
      notes,
    };
  }
  const file = template ?? PACKAGED;
  return {
    looked: `the template ${file}`,
    ...sorted(readTemplate(templateOf(file))),
    notes: [
      'Stores, tokens and dead letters were not checked: they are not in a template. To check them, add --stage <stage>.',
    ],
  };
}

const sorted = (facts: Facts, live: readonly Finding[] = []) => ({
  findings: [...diagnose(facts), ...live].toSorted((a, b) => rank(a) - rank(b)),
});

function templateOf(file: string): Template {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read. Run npm run package first, or check a deployed stack with --stage <stage>.`,
      { cause: error },
    );
  }
  try {
    const template: unknown = JSON.parse(text);
    if (isRecord(template) && isRecord(template['Resources'])) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every property is checked when it is read
      return template as unknown as Template;
    }
  } catch {
    // The error is thrown below.
  }
  throw new UsageError(`${file} is not a CloudFormation template in JSON.`);
}

/** Every finding about the settings, dangers first. Pure. */
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

const rank = ({ severity }: Finding): number => (severity === 'danger' ? 0 : 1);
