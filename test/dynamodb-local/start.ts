import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getEmulator } from './get-emulator.ts';

const POLICY = resolve('test/dynamodb-local/loopback.policy');
const LONGEST_START_MS = 60_000;

/** Starts DynamoDB Local in memory on a free port of 127.0.0.1, and tells the tests where. @returns stops it. */
export async function setup(): Promise<() => Promise<void>> {
  requireJava();
  const folder = getEmulator();
  const port = await anyPort();
  const java = spawn(
    'java',
    [
      '-Xmx512m',
      '-Djava.security.manager',
      `-Djava.security.policy==${POLICY}`,
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(java, endpoint);
  process.env['DYNAMODB_LOCAL_ENDPOINT'] = endpoint;
  return async () => {
    java.kill();
    if (java.exitCode === null && java.signalCode === null) await once(java, 'exit');
  };
}

/** The security manager, which keeps DynamoDB Local to 127.0.0.1, is part of Java up to version 23. */
function requireJava(): void {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (error !== undefined || version < 17 || version > 23) {
    throw new Error(
      `DynamoDB Local needs Java 17 to 23; ${version === 0 ? 'no Java was found' : `this is Java ${version}`}. On Debian: apt-get install default-jre-headless`,
    );
  }
}

async function answers(java: ChildProcess, endpoint: string): Promise<void> {
  for (const until = Date.now() + LONGEST_START_MS; Date.now() < until; await sleep(100)) {
    if (java.exitCode !== null) throw new Error(`DynamoDB Local ended with ${java.exitCode}`);
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (isUp) return;
  }
  java.kill();
  throw new Error(`DynamoDB Local did not answer at ${endpoint} within a minute`);
}

async function anyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
