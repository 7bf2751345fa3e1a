import { jsonText } from '../../util/harmless.ts';
import { createHttp } from '../../http/http.ts';
import type { AddCommands, OutputOptions } from '../command-context.ts';
import { openProgress } from '../output/progress.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { checkStore, type StoreCheck } from './check-store.ts';
import { describeChecks, describeStores, describePut, describeStore } from './describe.ts';
import { putStoreFile } from './put-store.ts';
import { selectStores, reportStores, storedStores } from './read-stores.ts';
import type { StoreReport } from './store-report.ts';

const JSON_OPTION = ['--json', 'print JSON instead of tables'] as const;

/** `store list | show | check | put`. */
export const addStoreCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  const say = (value: unknown, words: () => string, { json }: OutputOptions): void => {
    terminal.print(json === true ? jsonText(value) : words());
  };
  const store = program
    .command('store')
    .summary('list, show, check and write store configurations')
    .description(
      'Lists, shows, checks and writes the configurations of stores. Never prints tokens or secrets.',
    );

  store
    .command('list')
    .summary('list every store with its state')
    .description('Shows for every store its platform, state, pace and sources, and its mistakes.')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.list)
    .action(async (output: OutputOptions) => {
      const relay = deployment();
      const stores = await reportStores(await storedStores(relay), relay, terminal);
      say({ stores }, () => describeStores(stores, terminal), output);
      finish(stores.every(isFine) ? 0 : 1);
    });

  store
    .command('show')
    .summary('show one store in full')
    .description(
      'Shows one store: limits, defaults, state, pace, and sources with their webhook addresses.',
    )
    .argument('<name>', 'name of the store')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.show)
    .action(async (name: string, output: OutputOptions) => {
      const relay = deployment();
      const selected = selectStores(await storedStores(relay), [name]);
      const [report] = await reportStores(selected, relay, terminal);
      if (!report) return;
      say(report, () => describeStore(report, terminal), output);
      finish(isFine(report) ? 0 : 1);
    });

  store
    .command('check')
    .summary('test tokens with calls that change nothing')
    .description(
      'Validates the configuration and tests the token. The calls change nothing and read no customer.',
    )
    .argument('[names...]', 'names of stores')
    .option('--all', 'every configured store')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.check)
    .action(
      async (names: readonly string[], { all, ...output }: OutputOptions & { all?: boolean }) => {
        if ((all === true) === names.length > 0) {
          throw new UsageError('Name the stores to check, or add --all.');
        }
        const stored = await storedStores(deployment());
        const selected = all === true ? stored : selectStores(stored, names);
        const progress = openProgress(terminal, 'Testing tokens', selected.length);
        const http = createHttp();
        const checks: StoreCheck[] = [];
        for (const one of selected) {
          checks.push(await checkStore(one.name, one.text, { http, now: terminal.now }));
          progress.advance(checks.length);
          if (terminal.signal.aborted) break;
        }
        progress.end();
        say({ checks }, () => describeChecks(checks, terminal), output);
        finish(checks.every(({ ok }) => ok) && checks.length === selected.length ? 0 : 1);
      },
    );

  store
    .command('put')
    .summary('check a configuration and write it to Parameter Store')
    .description(
      'Validates a configuration, tests its token, and then writes it as a SecureString. Prints the changed keys, never their values.',
    )
    .argument('<name>', 'name of the store')
    .argument('<file>', 'configuration as JSON; - reads standard input')
    .option('--no-check', 'write it without testing the token')
    .option('--key <id>', 'KMS key for a new parameter; an existing one keeps its key')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.put)
    .action(
      async (
        name: string,
        file: string,
        { check, key, ...output }: OutputOptions & { check: boolean; key?: string },
      ) => {
        const result = await putStoreFile(
          name,
          readInput(file),
          { checks: check, ...(key !== undefined && { keyId: key }) },
          { deployment: deployment(), http: createHttp(), now: terminal.now },
        );
        say(result, () => describePut(result, terminal), output);
        finish(['written', 'unchanged'].includes(result.outcome) ? 0 : 1);
      },
    );
};

const isFine = ({ valid, breaker }: StoreReport): boolean => valid && breaker?.state !== 'paused';

const EXAMPLES = {
  list: `
Exit codes: 0 all stores work, 1 a store is invalid or paused, 2 wrong usage.

  signup-relay store list --stage prod
  signup-relay store list --env local.env --json`,
  show: `
Exit codes: 0 the store works, 1 it is invalid or paused, 2 wrong usage.

  signup-relay store show tw-main --stage prod`,
  check: `
Exit codes: 0 every shop accepts its token, 1 a shop does not, 2 wrong usage.

  signup-relay store check tw-main --stage prod
  signup-relay store check --all --stage prod`,
  put: `
Exit codes: 0 written or unchanged, 1 not written (invalid, or token refused), 2 wrong usage.

  signup-relay store put tw-main tw-main.json --stage prod
  pass show shops/tw-main | signup-relay store put tw-main - --stage prod`,
};
