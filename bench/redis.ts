import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Redis server for this run only: in memory, on 127.0.0.1. */
export interface Redis {
  readonly port: number;
  close(): Promise<void>;
}

/** @returns undefined if `redis-server` is not installed. */
export async function openRedis(): Promise<Redis | undefined> {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).error) return undefined;
  const port = await anyPort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  // The server stops with this run, however the run ends.
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  while (!(await isListening(port))) await sleep(20);
  return {
    port,
    close: async () => {
      process.off('exit', kill);
      kill();
      await once(child, 'exit');
    },
  };
}

async function anyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
