import type { Context } from 'aws-lambda';

/** A Lambda handler of any kind, as its door exports it. */
export type LambdaFunction = (event: object, context: Context) => Promise<unknown>;
