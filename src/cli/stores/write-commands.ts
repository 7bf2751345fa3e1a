import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type ConfigurationPaths, listStores, type StoredStore } from '../../aws/store-admin.ts';
import { createHttp } from '../../http/http.ts';
import { parseRecord } from '../../util/is-record.ts';
import type { CommandContext, OutputOptions } from '../command-context.ts';
import { jsonText } from '../../util/harmless.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { describeMigrated, describePut } from './describe-put.ts';
import { migrateStore, putStoreFile, type PutDeps, type PutResult, setToken } from './put-store.ts';
import { selectStores } from './read-stores.ts';

interface WriteContext extends CommandContext {
  /** @throws UsageError a path is not set. */
  readonly paths: () => ConfigurationPaths;
}

interface WriteOptions extends OutputOptions {
  readonly execute?: boolean;
  /** False with `--no-check`. */
  readonly check: boolean;
}

const EXECUTE = ['--execute', 'write it; without it nothing changes'] as const;
const NO_CHECK = ['--no-check', 'write it without testing the token'] as const;
const JSON_OPTION = ['--json', 'print JSON instead of text'] as const;

/** `store put | set-token | get | migrate`. */
export function addWriteCommands(store: Command, context: WriteContext): void {
  const { terminal, deployment, finish, paths } = context;
  const deps = (): PutDeps => ({
    client: deployment().ssm(),
    paths: paths(),
    http: createHttp(),
    now: terminal.now,
  });
  const stores = async (names: readonly string[]): Promise<readonly StoredStore[]> =>
    selectStores(await listStores(deployment().ssm(), paths()), names);
  const report = (result: PutResult, { json }: OutputOptions): void => {
    terminal.print(json === true ? jsonText(result) : describePut(result, terminal));
    finish(isDone(result) ? 0 : 1);
  };

  store
    .command('put')
    .summary('show what a configuration changes; with --execute write it')
    .description(
      'Validates a configuration, tests its token, and shows what it changes. With --execute it writes the shop and each source as SecureStrings. Never prints a token or a secret.',
    )
    .argument('<name>', 'name of the store')
    .argument('<file>', 'configuration as JSON; - reads standard input')
    .option(...EXECUTE)
    .option('--replace', 'also remove sources that the file does not have, and change the platform')
    .option(...NO_CHECK)
    .option('--key <id>', 'KMS key for the parameters; without it an existing one keeps its key')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.put)
    .action(
      async (
        name: string,
        file: string,
        {
          check,
          key,
          replace = false,
          execute = false,
          ...output
        }: WriteOptions & { readonly key?: string; readonly replace?: boolean },
      ) => {
        const options = {
          checks: check,
          execute,
          replace,
          ...(key !== undefined && { keyId: key }),
        };
        report(await putStoreFile(name, readInput(file), options, deps()), output);
      },
    );

  store
    .command('set-token')
    .summary('replace the token of a store, and nothing else')
    .description(
      'Tests a new token and writes it. Asks for the token without showing it, or reads it from a file.',
    )
    .argument('<name>', 'name of the store')
    .option('--file <file>', 'file with the token; - reads standard input')
    .option(...NO_CHECK)
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.setToken)
    .action(
      async (
        name: string,
        { file, check, ...output }: WriteOptions & { readonly file?: string },
      ) => {
        const [stored] = await stores([name]);
        if (stored === undefined) return;
        const question = `New token of ${name} (it is not shown): `;
        const given = file === undefined ? await terminal.askHidden(question) : readInput(file);
        if (given === undefined) {
          throw new UsageError(
            'There is no terminal to ask for the token. Add --file <file>; - reads standard input.',
          );
        }
        const token = given.trim();
        if (token === '') throw new UsageError('There is no token, so nothing was written.');
        report(await setToken(stored, token, { checks: check }, deps()), output);
      },
    );

  store
    .command('get')
    .summary('write the present configuration into a file')
    .description(
      'Writes the configuration of a store into a new file, with its token and secrets, as store put takes it. Only you can read the file.',
    )
    .argument('<name>', 'name of the store')
    .argument('[file]', 'new file (default: <name>.json in this folder)')
    .addHelpText('after', EXAMPLES.get)
    .action(async (name: string, file = `${name}.json`) => {
      const [stored] = await stores([name]);
      if (stored === undefined) return;
      writeSecretFile(file, textOf(stored));
      terminal.print(`${file} holds the token and the secrets of ${name}. Delete it afterwards.`);
    });

  store
    .command('migrate')
    .summary('give each source a parameter of its own, where an older version wrote the store')
    .description(
      'Takes the sources out of the parameters of stores, as the functions read them. Changes no setting. Dry run unless --execute.',
    )
    .argument('[names...]', 'names of stores (default: all that need it)')
    .option(...EXECUTE)
    .option('--keep-sources', 'copy them only: for the time until this version is deployed', false)
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.migrate)
    .action(
      async (
        names: readonly string[],
        {
          execute = false,
          keepSources,
          json,
        }: OutputOptions & { readonly execute?: boolean; readonly keepSources: boolean },
      ) => {
        const all = await listStores(deployment().ssm(), paths());
        const selected = names.length > 0 ? selectStores(all, names) : all;
        const results: PutResult[] = [];
        for (const one of selected.filter(({ hasOwnSources }) => hasOwnSources)) {
          results.push(await migrateStore(one, { execute, keepSources }, deps()));
        }
        const words = () => describeMigrated(results, { keepsSources: keepSources }, terminal);
        terminal.print(json === true ? jsonText({ stores: results }) : words());
        finish(results.every(isDone) ? 0 : 1);
      },
    );
}

const isDone = ({ outcome }: PutResult): boolean =>
  outcome === 'written' || outcome === 'unchanged';

/** As people write it; as it is stored where it is not JSON. */
const textOf = ({ text }: StoredStore): string =>
  Object.keys(parseRecord(text)).length > 0
    ? `${JSON.stringify(parseRecord(text), undefined, 2)}\n`
    : text;

/** @throws UsageError the file exists, or cannot be written. */
function writeSecretFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why =
      code === 'EEXIST' ? 'exists already. Name another file.' : `cannot be written (${code}).`;
    throw new UsageError(`${path} ${why}`, { cause: error });
  }
}

const EXAMPLES = {
  put: `
Exit codes: 0 written or unchanged, 1 not written (something would change, invalid, or token refused), 2 wrong usage.

  npx signup-relay store put tw-main tw-main.json --stage prod
  npx signup-relay store put tw-main tw-main.json --stage prod --execute
  npx signup-relay store put tw-main tw-main.json --path /signup-relay/prod --execute    before there is a stack`,
  setToken: `
Exit codes: 0 written or unchanged, 1 not written (the shop refused it), 2 wrong usage.

  npx signup-relay store set-token tw-main --stage prod
  pass show shops/tw-main | signup-relay store set-token tw-main --file - --stage prod`,
  get: `
  npx signup-relay store get tw-main --stage prod
  npx signup-relay store get tw-main /tmp/tw-main.json --stage prod`,
  migrate: `
Exit codes: 0 written, or nothing to do, 1 something would change or is invalid, 2 wrong usage.
docs/upgrading.md has the order of the steps.

  npx signup-relay store migrate --path /signup-relay/prod --keep-sources --execute    before the deployment
  npx signup-relay store migrate --stage prod --execute                                afterwards`,
};
