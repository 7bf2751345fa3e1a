import { onClosedPipe } from '../cli/terminal.ts';
import { localRun } from '../local/local-run.ts';

/** The first Ctrl-C stops the relay in order; the second has no listener and kills the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

onClosedPipe([process.stdout, process.stderr], () => stop.abort());

process.exitCode = await localRun({
  args: process.argv.slice(2),
  functions: {
    consume: new URL('consume.ts', import.meta.url),
    receive: new URL('receive.ts', import.meta.url),
  },
  events: new URL('../../events/', import.meta.url),
  signal: stop.signal,
});
