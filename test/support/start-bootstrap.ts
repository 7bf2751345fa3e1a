import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { BootstrapAnswer, BootstrapCall } from './bootstrap-messages.ts';
import type { Invocation } from './function-zip.ts';
import { LineReader } from './line-reader.ts';

/** A running bootstrap. */
export interface Bootstrap {
  call(call: BootstrapCall): Promise<Invocation>;
  end(): Promise<void>;
}

/** As Lambda starts Node.js, with the memory of `serverless.yml`: extension and package.json decide the module type of a file, without detection. */
const FLAGS = [
  '--no-experimental-require-module',
  '--no-experimental-detect-module',
  // What Lambda gives the heap of a function with 512 MB.
  '--max-old-space-size=460',
];

/** @throws Error the handler could not be loaded; with what the process wrote. */
export async function startBootstrap(
  folder: string,
  handler: string,
  env: Readonly<Record<string, string>>,
): Promise<Bootstrap> {
  const child = fork(new URL('./lambda-bootstrap.ts', import.meta.url), [folder, handler], {
    cwd: folder,
    env,
    execArgv: FLAGS,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const written = new LineReader(child);
  const closed = once(child, 'close');
  await answerOf(child, written, (answer) => answer.kind === 'ready');
  return {
    call: (call) => invoke(child, written, call),
    end: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

async function invoke(
  child: ChildProcess,
  written: LineReader,
  call: BootstrapCall,
): Promise<Invocation> {
  const timer = setTimeout(() => child.kill('SIGKILL'), call.remainingMs);
  try {
    const ended = written.until(`END RequestId: ${call.id}`);
    const answered = answerOf(child, written, (a) => a.kind !== 'ready' && a.id === call.id);
    if (child.connected) child.send(call);
    const answer = await answered;
    const lines = await ended;
    if (answer.kind === 'error') throw new Error(answer.text);
    return { response: answer.kind === 'response' ? JSON.parse(answer.json) : null, lines };
  } finally {
    clearTimeout(timer);
  }
}

/** The first answer that matches. @throws Error the process ended before it came. */
async function answerOf(
  child: ChildProcess,
  written: LineReader,
  matches: (answer: BootstrapAnswer) => boolean,
): Promise<BootstrapAnswer> {
  return await new Promise((resolve, reject) => {
    const gone = (): void => {
      child.off('message', take);
      reject(
        new Error(
          `the process of the function ended (${child.signalCode ?? child.exitCode}): ${written.take().join('\n')}`,
        ),
      );
    };
    const take = (answer: BootstrapAnswer): void => {
      if (!matches(answer)) return;
      child.off('close', gone).off('message', take);
      resolve(answer);
    };
    child.on('message', take);
    if (child.exitCode === null && child.signalCode === null) child.once('close', gone);
    else gone();
  });
}
