import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** Lambda's context of one invocation. The callbacks throw, because current runtimes have none. */
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

/** Any Lambda handler, as its entry point exports it. */
export type LambdaFunction = (event: object, context: Context) => Promise<unknown>;
