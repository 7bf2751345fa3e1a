import { Writable } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal in memory, with the output of a command. */
export function aTerminal(changes: Partial<Terminal> = {}) {
  const printed: string[] = [];
  const complaints: string[] = [];
  let ids = 0;
  const terminal: Terminal = {
    env: {},
    setEnv: () => undefined,
    now: () => Date.parse('2026-09-15T03:20:00Z'),
    random: () => 0.5,
    newId: () => `id-${(ids += 1)}`,
    sleep: async () => undefined,
    signal: new AbortController().signal,
    isInteractive: false,
    columns: 120,
    askHidden: async () => undefined,
    print: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
    errorStream: new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    }),
    ...changes,
  };
  return { terminal, out: () => printed.join('\n'), err: () => complaints.join('\n') };
}
