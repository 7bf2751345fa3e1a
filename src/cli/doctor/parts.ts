import {
  type Facts,
  type FunctionFacts,
  type MappingFacts,
  nameOf,
  type QueueFacts,
  type TableFacts,
} from './facts.ts';

/** The parts of the relay, identified by their settings: their names can differ in each deployment. */
export interface RelayParts {
  readonly consume?: FunctionFacts;
  readonly receive?: FunctionFacts;
  /** Checks every hour when dead letters expire. */
  readonly archive?: FunctionFacts;
  readonly signups?: QueueFacts;
  readonly deadLetters?: QueueFacts;
  readonly ledger?: TableFacts;
  /** From the signups queue to `consume`. */
  readonly mapping?: MappingFacts;
}

/** Finds the parts by the environment variables of the functions. */
export function partsOf({ functions, queues, tables, mappings }: Facts): RelayParts {
  const isFed = ({ name }: FunctionFacts): boolean =>
    mappings.some(({ functionName }) => functionName === name);
  // Several functions can have this variable, but the queue feeds only consume.
  const retrying = functions.filter(({ env }) => 'RETRY_HORIZON_HOURS' in env);
  const consume = retrying.find(isFed) ?? retrying[0] ?? functions.find(isFed);
  const receive = functions.find(({ env }) => 'PUBLIC_URL' in env);
  const archive = functions.find(({ env }) => 'EXPIRING_WITHIN_HOURS' in env);
  const named = (variable: string): string =>
    nameOf(consume?.env[variable] ?? receive?.env[variable] ?? '');
  const signups = queues.find(({ name }) => name === named('SIGNUPS_QUEUE_URL'));
  const deadLetters = queues.find(({ name }) => name === named('DEAD_LETTER_QUEUE_URL'));
  const ledger = tables.find(({ name }) => name === named('LEDGER_TABLE'));
  const mapping = mappings.find(
    ({ queue, functionName }) => queue === signups?.name && functionName === consume?.name,
  );
  return {
    ...(consume && { consume }),
    ...(receive && { receive }),
    ...(archive && { archive }),
    ...(signups && { signups }),
    ...(deadLetters && { deadLetters }),
    ...(ledger && { ledger }),
    ...(mapping && { mapping }),
  };
}
