/**
 * `node scripts/install.ts bench`: installs the packages that only this folder needs, where they are missing or older
 * than its lock. Without them `npm ci` brings a third less.
 */
import { execSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder = ''] = process.argv.slice(2);
const timeOf = (file: string): number =>
  statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes the first file when all else is in its place.
if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json')) {
  const { description } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly description: string;
  };
  console.log(`${description}: installing packages in ${folder}/node_modules …`);
  // Through a shell, because npm is a script on Windows.
  execSync(`npm ci --prefix ${folder} --loglevel=error --no-audit --no-fund`, {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
