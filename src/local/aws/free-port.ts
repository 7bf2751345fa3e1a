import { createServer } from 'node:net';

/**
 * `preferred` if nothing listens there on 127.0.0.1, else 0, which lets `listen` choose any free port.
 * So a local run has its well-known addresses, and a second run can start beside it.
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
