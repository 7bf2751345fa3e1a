/**
 * `node scripts/operations.ts`: runs the commands of docs/operations.md in order, and writes their output below them.
 * They run against a local relay with the samples delivered. With `--check` it writes nothing, and fails if a command
 * prints other words; numbers, times and ids may differ.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countMessages } from '../src/local/aws/queue-calls.ts';
import { type LocalRelay, openLocalRelay } from '../src/local/local-relay.ts';
import { ANY_PORTS } from '../src/local/local-ports.ts';
import { readSamples, runSamples } from '../src/local/samples/run.ts';
import { runShown } from './run-shown.ts';
import { shownText, steadyText } from './steady-text.ts';

const FILE = resolve('docs/operations.md');
/** A fenced command with its output. */
const TRANSCRIPT = /```console\n\$ npx signup-relay (?<command>[^\n]*)\n(?<printed>[\s\S]*?)```/g;

const isCheck = process.argv.includes('--check');
const folder = mkdtempSync(join(tmpdir(), 'operations-'));
const written = readFileSync(FILE, 'utf8');
try {
  const made = await transcribe(written);
  if (isCheck && steadyText(made) !== steadyText(written)) {
    console.error(
      'docs/operations.md does not match the output of its commands: run npm run operations.',
    );
    console.error(firstDifference(steadyText(written), steadyText(made)));
    process.exitCode = 1;
  }
  if (!isCheck && steadyText(made) !== steadyText(written)) writeFileSync(FILE, made);
} finally {
  rmSync(folder, { recursive: true });
}

async function transcribe(page: string): Promise<string> {
  const functions = doorsOf(['consume', 'receive']);
  const events = pathToFileURL(`${resolve('events')}/`);
  const relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
  try {
    await runSamples({
      samples: readSamples(events),
      relay,
      signal: new AbortController().signal,
      read: (file) => readFileSync(new URL(file, events), 'utf8'),
      timeoutMs: 60_000,
    });
    cpSync('events', join(folder, 'events'), { recursive: true });
    writeFileSync(join(folder, 'new-store.json'), newStore(relay.services.shoplazza.baseUrl));
    process.chdir(folder);
    Object.assign(process.env, relay.services.env, { PUBLIC_URL: relay.url });
    let rest = page;
    let made = '';
    for (const { 0: fence, index, groups } of page.matchAll(TRANSCRIPT)) {
      const before = rest.slice(0, index - (page.length - rest.length));
      const printed = await runShown(groups?.['command'] ?? '', () => settled(relay));
      made += `${before}\`\`\`console\n$ npx signup-relay ${groups?.['command']}\n${shownText(printed, folder)}\`\`\``;
      rest = page.slice(index + fence.length);
    }
    return made + rest;
  } finally {
    await relay.close();
  }
}

/** Waits until the queue is empty and the last attempt is logged. */
async function settled({ services: { sqs } }: LocalRelay): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const { visible, hidden, delayed } = await countMessages(sqs.endpoint, sqs.signups);
    quiet = visible + hidden + delayed === 0 ? quiet + 1 : 0;
    await sleep(50);
  }
}

function doorsOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, URL>> {
  const urls = names.map((name) => [name, new URL(`../src/main/${name}.ts`, import.meta.url)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from these names in the line above
  return Object.fromEntries(urls) as Record<Name, URL>;
}

/** The store's configuration that one of the shown dead letters lacks. */
function newStore(baseUrl: string): string {
  const accessToken = 'sandbox-token';
  return JSON.stringify({ platform: 'shoplazza', baseUrl, accessToken, country: 'TW' });
}

function firstDifference(page: string, made: string): string {
  const lines = made.split('\n');
  const at = page.split('\n').findIndex((line, index) => line !== lines[index]);
  return `  written  ${page.split('\n')[at]}\n  printed  ${lines[at]}`;
}
