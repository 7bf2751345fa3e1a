/**
 * `node scripts/asyncapi.ts`: writes docs/asyncapi.yaml, the contract of the queues and the webhook addresses, out of
 * schemas/. With `--check` it writes nothing and fails where the file on disk is another one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { asyncapiDocument } from './asyncapi-document.ts';
import { toYaml } from './to-yaml.ts';

const FILE = 'docs/asyncapi.yaml';
const HEAD = '# Generated from schemas/ by `npm run asyncapi`; do not edit.\n';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const made = HEAD + toYaml(asyncapiDocument(version)).trimStart();
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, made);
} else if (readFileSync(FILE, 'utf8') !== made) {
  console.error(`${FILE} is not what the schemas say: run npm run asyncapi.`);
  process.exitCode = 1;
}
