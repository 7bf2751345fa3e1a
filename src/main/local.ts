import { localRun } from '../local/local-run.ts';

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending.abort();
  });
}

process.exitCode = await localRun({
  args: process.argv.slice(2),
  consume: new URL('consume.ts', import.meta.url),
  events: new URL('../../events/', import.meta.url),
  signal: ending.signal,
});
