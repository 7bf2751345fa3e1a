import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** What a function is told about one invocation. The local run has no other use for the old callbacks than to refuse them. */
export function lambdaContext(functionName: string, remainingMs: () => number): Context {
  const refuse = (): never => {
    throw new Error('done, fail and succeed do not exist on current runtimes');
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: remainingMs,
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}

/** A Lambda handler of any kind, as its door exports it. */
export type LambdaFunction = (event: object, context: Context) => Promise<unknown>;
