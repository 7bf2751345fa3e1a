import { AwsJsonError } from './json/errors.ts';

export const isConditionFailed = (error: unknown): boolean =>
  error instanceof AwsJsonError && error.name === 'ConditionalCheckFailedException';
