import { jsonText } from '../../util/harmless.ts';
import { createHttp } from '../../http/http.ts';
import { listConfigured, listStores } from '../../aws/store-admin.ts';
import type { ShopFacts } from '../../generated/types.ts';
import type { AddCommands, OutputOptions } from '../command-context.ts';
import { configurationPaths } from '../deployment.ts';
import { openProgress } from '../output/progress.ts';
import { readFacts } from '../probe/facts-file.ts';
import { addProbeCommand } from '../probe/probe-command.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { checkDelivery, describeDeliveryCheck } from './check-delivery.ts';
import { publicUrlIn } from '../explain/explain-signature.ts';
import { openFetchExchange } from './check-fetches.ts';
import { checkStore, type StoreCheck } from './check-store.ts';
import { describeStores, describeStore } from './describe.ts';
import { describeChecks } from './describe-checks.ts';
import { selectStores, reportStores } from './read-stores.ts';
import type { StoreReport } from './store-report.ts';
import { addWriteCommands } from './write-commands.ts';

const JSON_OPTION = ['--json', 'print JSON instead of tables'] as const;

/** `store list | show | check | put`. */
export const addStoreCommands: AddCommands = (program, context) => {
  const { terminal, deployment, finish } = context;
  const say = (value: unknown, words: () => string, { json }: OutputOptions): void => {
    terminal.print(json === true ? jsonText(value) : words());
  };
  const store = program
    .command('store')
    .summary('list, show, check, get and write store configurations')
    .description(
      'Lists, shows, checks, gets and writes the configurations of stores. Never prints tokens or secrets.',
    )
    .option(
      '--path <prefix>',
      'work by path, before there is a stack: <prefix>/stores and <prefix>/sources',
    );
  const paths = () =>
    configurationPaths(deployment(), store.opts<{ readonly path?: string }>().path);

  store
    .command('list')
    .summary('list every store with its state')
    .description('Shows for every store its platform, state, pace and sources, and its mistakes.')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.list)
    .action(async (output: OutputOptions) => {
      const relay = deployment();
      const configured = await listConfigured(relay.ssm(), paths());
      const stored = configured.filter(({ shop }) => shop !== undefined);
      const strays = configured.filter(({ shop }) => shop === undefined).map(({ name }) => name);
      const stores = await reportStores(stored, relay, terminal);
      const value = { stores, sourcesWithoutStore: strays };
      say(value, () => describeStores(stores, strays, terminal), output);
      finish(stores.every(isFine) && strays.length === 0 ? 0 : 1);
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
      const selected = selectStores(await listStores(relay.ssm(), paths()), [name]);
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
    .option(
      '--facts <file...>',
      'facts of store probe: says where the shop differs from what the relay assumes',
    )
    .option(
      '--fetch',
      'also try the credentials with which sources fetch answers: asks each tool for an id that does not exist',
    )
    .option(
      '--delivery <file>',
      'instead of the token, try a delivery: what would become of it; sends nothing',
    )
    .option(
      '--answers <file>',
      'with --delivery, of a tool that posts only an id: a captured answer of its API',
    )
    .option('--source <name>', 'with --delivery: source; needed if the file does not name it')
    .option('--config <file>', 'check this configuration of the store, not the stored one')
    .option(...JSON_OPTION)
    .addHelpText('after', EXAMPLES.check)
    .action(async (names: readonly string[], options: CheckOptions) => {
      const { all, facts: files = [], delivery, source, config, answers, ...output } = options;
      if (delivery !== undefined) {
        const [name] = names;
        if (name === undefined || names.length > 1) {
          throw new UsageError('With --delivery, name one store.');
        }
        const text =
          config === undefined
            ? selectStores(await listStores(deployment().ssm(), paths()), [name])[0]?.text
            : readInput(config);
        const checked = await checkDelivery(
          {
            name,
            text: text ?? '',
            file: delivery,
            ...(source !== undefined && { source }),
            ...(answers !== undefined && { answers }),
          },
          terminal,
        );
        say(checked, () => describeDeliveryCheck(checked), output);
        finish(checked.ok ? 0 : 1);
        return;
      }
      if (answers !== undefined) {
        throw new UsageError('--answers goes with --delivery: it is what the tool would answer.');
      }
      const facts = files.map(readFacts);
      if ((all === true) === names.length > 0) {
        throw new UsageError('Name the stores to check, or add --all.');
      }
      if (config !== undefined && names.length !== 1) {
        throw new UsageError('With --config, name one store.');
      }
      const [name = ''] = names;
      const listed = async () => listStores(deployment().ssm(), paths());
      const pick = async () => (all === true ? listed() : selectStores(await listed(), names));
      const selected = config === undefined ? await pick() : [{ name, text: readInput(config) }];
      refuseStrayFacts(facts, selected);
      const progress = openProgress(terminal, 'Testing tokens', selected.length);
      const http = createHttp();
      const publicUrl = publicUrlIn(terminal.env);
      const fetching = options.fetch === true && { fetchExchange: openFetchExchange() };
      const deps = { http, now: terminal.now, publicUrl, facts, ...fetching };
      const checks: StoreCheck[] = [];
      for (const one of selected) {
        checks.push(await checkStore(one.name, one.text, deps));
        progress.advance(checks.length);
        if (terminal.signal.aborted) break;
      }
      progress.end();
      say({ checks }, () => describeChecks(checks, terminal), output);
      finish(checks.every(({ ok }) => ok) && checks.length === selected.length ? 0 : 1);
    });

  addWriteCommands(store, { ...context, paths });
  addProbeCommand(store, {
    terminal,
    finish,
    stored: async (name) => {
      const [stored] = selectStores(await listStores(deployment().ssm(), paths()), [name]);
      if (stored === undefined) throw new UsageError(`There is no store ${name}.`);
      return stored;
    },
  });
};

interface CheckOptions extends OutputOptions {
  readonly all?: boolean;
  readonly facts?: readonly string[];
  readonly delivery?: string;
  readonly source?: string;
  readonly config?: string;
  readonly answers?: string;
  readonly fetch?: boolean;
}

/** @throws UsageError facts are of a store that is not checked: a typing error, or the wrong file. */
function refuseStrayFacts(
  facts: readonly ShopFacts[],
  stores: readonly { readonly name: string }[],
): void {
  const stray = facts.find(({ store }) => stores.every(({ name }) => name !== store));
  if (stray)
    throw new UsageError(`The facts of ${stray.store} do not fit: that store is not checked.`);
}

const isFine = ({ valid, breaker, sources = [] }: StoreReport): boolean =>
  valid && [breaker, ...sources.map((one) => one.breaker)].every((one) => one?.state !== 'paused');

const EXAMPLES = {
  list: `
Exit codes: 0 all stores work, 1 a store is invalid or paused, or a source is paused, 2 could not run.

  npx signup-relay store list --stage prod
  npx signup-relay store list --env local.env --json`,
  show: `
Exit codes: 0 the store works, 1 it is invalid or paused, or a source is paused, 2 could not run.

  npx signup-relay store show tw-main --stage prod`,
  check: `
Exit codes: 0 every shop accepts its token, 1 a shop does not, 2 could not run.
With --fetch: 1 also where a tool refuses a credential or does not answer.
With --delivery: 0 mapped or skipped, 1 rejected, or a place of the configuration holds nothing, 2 could not run.

  npx signup-relay store check tw-main --stage prod
  npx signup-relay store check tw-main --facts facts.json --stage prod
  npx signup-relay store check --all --stage prod
  npx signup-relay store check us-main --fetch --stage prod
  npx signup-relay store check tw-main --config tw-main.json --delivery sample.json`,
};
