import {
  type FunctionProcess,
  type FunctionProcessOptions,
  openFunctionProcess,
} from './lambda/function-process.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** A function as Lambda keeps it: after a crash or a timeout the next invocation gets a new process. */
export interface LocalFunction {
  readonly invoke: LambdaFunction;
  close(): Promise<void>;
}

/** @throws Error the module could not be loaded. */
export async function openLocalFunction(options: FunctionProcessOptions): Promise<LocalFunction> {
  let current: FunctionProcess = await openFunctionProcess(options);
  return {
    invoke: async (event, context) => {
      if (!current.isAlive()) current = await openFunctionProcess(options);
      return current.invoke(event, context);
    },
    close: () => current.close(),
  };
}
