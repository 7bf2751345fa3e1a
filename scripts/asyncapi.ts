/**
 * `node scripts/asyncapi.ts`: generates docs/asyncapi.yaml, the contract of the queues and webhook addresses, from
 * schemas/. With `--check` it writes nothing, and fails if the file differs or AsyncAPI's own parser reports an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { asyncapiDocument } from './asyncapi-document.ts';
import { toYaml } from './to-yaml.ts';

const FILE = 'docs/asyncapi.yaml';
const HEAD = '# Generated from schemas/ by `npm run asyncapi`; do not edit.\n';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const made = HEAD + toYaml(asyncapiDocument(version)).trimStart();
if (process.argv.includes('--check')) {
  const faults = await faultsOf(made);
  if (readFileSync(FILE, 'utf8') !== made) {
    faults.push(`${FILE} does not match the schemas: run npm run asyncapi.`);
  }
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} else {
  writeFileSync(FILE, made);
}

/** The parser returns no document after an error; warnings do not count. */
async function faultsOf(text: string): Promise<string[]> {
  const { document, diagnostics } = await new Parser().parse(text);
  if (document) return [];
  return diagnostics.map(({ message, path }) => `${FILE}: /${path.join('/')} ${message}`);
}
