import { type AwsJsonServer, createAwsJsonServer } from './aws-json-server.ts';
import { PARAMETER_ACTIONS } from './parameter-actions.ts';
import { createParameters } from './parameters.ts';
import type { JsonObject } from '../sandbox/json.ts';

/** The part of AWS Systems Manager Parameter Store that the relay and its operators use, in memory. */
export interface ParameterStore extends AwsJsonServer {
  /** Writes a SecureString, as an operator does it on AWS. */
  put(name: string, value: string): void;
  /** How often a parameter was read over HTTP, found or not; without a name, all of them. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
export function createParameterStore(now: () => number = Date.now): ParameterStore {
  const parameters = createParameters(now);
  const actions = [...PARAMETER_ACTIONS].map(
    ([name, action]) => [name, (input: JsonObject) => action(parameters, input)] as const,
  );
  const server = createAwsJsonServer('AmazonSSM', new Map(actions));
  return Object.assign(server, {
    put: (name: string, value: string) => void parameters.write(name, value, 'SecureString'),
    reads: (name?: string) => parameters.reads(name),
  });
}
