import { createServer } from 'node:net';

/**
 * `preferred` when nothing listens there on 127.0.0.1, else 0: the next `listen` then takes any free port.
 * A local run keeps its well-known addresses where it can, and starts beside another one where it cannot.
 */
export async function freePort(preferred: number): Promise<number> {
  if (preferred === 0) return 0;
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => {
      resolve(0);
    });
    probe.listen({ port: preferred, host: '127.0.0.1' }, () => {
      probe.close(() => {
        resolve(preferred);
      });
    });
  });
}
