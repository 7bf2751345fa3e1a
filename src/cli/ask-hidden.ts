import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/**
 * Asks for a secret. What is typed or pasted is not shown.
 *
 * @returns undefined where `input` is no terminal; empty at Ctrl-C and Ctrl-D.
 */
export async function askHidden(
  question: string,
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<string | undefined> {
  if (input.isTTY !== true) return undefined;
  output.write(question);
  // With `terminal`, readline switches off the echo of the terminal and writes the echo itself: to nowhere.
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => resolve(''));
      lines.once('close', () => resolve(''));
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
