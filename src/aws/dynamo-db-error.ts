import { AwsJsonError } from './aws-json-error.ts';

export const isConditionFailed = (error: unknown): boolean =>
  error instanceof AwsJsonError && error.name === 'ConditionalCheckFailedException';
