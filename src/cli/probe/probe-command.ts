import type { Command } from 'commander';
import { createHttp } from '../../http/http.ts';
import { limitsOf } from '../../rate-limit/limiter.ts';
import { jsonText } from '../../util/harmless.ts';
import type { StoredStore } from '../../aws/store-admin.ts';
import type { CommandContext, OutputOptions } from '../command-context.ts';
import { openProgress } from '../output/progress.ts';
import { readConfiguration } from '../stores/read-configuration.ts';
import { UsageError } from '../usage-error.ts';
import { describePlan, describeProbe } from './describe-probe.ts';
import { differencesOf } from './differences.ts';
import { refuseOtherFacts, writeFacts } from './facts-file.ts';
import { openJournal, stateOf } from './journal.ts';
import { inventPeople } from './people.ts';
import { MAX_CALLS } from './probe-calls.ts';
import { planOf } from './plan.ts';
import { dialectOf, type ProbeResult, runProbe } from './run-probe.ts';

interface ProbeCommandContext extends Pick<CommandContext, 'terminal' | 'finish'> {
  /** @throws UsageError there is no such store. */
  readonly stored: (name: string) => Promise<StoredStore>;
}

interface ProbeCommandOptions extends OutputOptions {
  readonly domain: string;
  readonly phones: string;
  readonly file?: string;
  readonly facts: string;
  readonly yesThisIsATestShop?: boolean;
  readonly execute?: boolean;
}

/** `store probe <name>`. */
export function addProbeCommand(
  parent: Command,
  { terminal, finish, stored }: ProbeCommandContext,
): void {
  parent
    .command('probe')
    .summary('measure how a test shop really behaves')
    .description(
      'Measures with invented customers what no documentation says of a shop, and writes it as facts without personal data. Use a test shop. Dry run unless --execute.',
    )
    .argument('<name>', 'name of the store')
    .requiredOption('--domain <domain>', 'domain of the invented e-mails: one that you own')
    .requiredOption(
      '--phones <range>',
      'numbers of the invented people: +8869…-+8869…, at least 20',
    )
    .option('--file <file>', 'what the probe makes, for a later run (default: <name>.probe.jsonl)')
    .option('--facts <file>', 'where the facts go', 'facts.json')
    .option('--yes-this-is-a-test-shop', 'also probe a shop with more than 200 customers')
    .option('--execute', 'make the calls; without it nothing is sent')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: ProbeCommandOptions) => {
      const { domain, phones, execute = false, json = false } = options;
      const files = { file: options.file ?? `${name}.probe.jsonl`, facts: options.facts };
      const { store, mistakes } = readConfiguration(name, (await stored(name)).text);
      if (!store) throw new UsageError([`${name} is invalid:`, ...mistakes].join('\n  '));
      dialectOf(store);
      const people = inventPeople(domain, phones);
      if (!execute) {
        const perSecond = Math.min(...limitsOf(store).map((limit) => limit.perSecond / 2));
        terminal.print(
          json
            ? jsonText({ execute, most: MAX_CALLS, perSecond, calls: planOf(store.platform) })
            : describePlan(name, store, { people, perSecond }, terminal),
        );
        return;
      }
      refuseOtherFacts(files.facts, name);
      const { baseUrl } = store;
      const journal = openJournal(files.file, { probe: 1, store: name, baseUrl, domain, phones });
      const progress = openProgress(terminal, `Probing ${name}`, MAX_CALLS);
      let result: ProbeResult;
      try {
        if (stateOf(journal.lines()).hasEnded) {
          throw new UsageError(
            `${files.file} is of a probe that has ended. Name another --file for a new one.`,
          );
        }
        result = await runProbe(
          { name, store, people, journal, isTestShop: options.yesThisIsATestShop ?? false },
          { ...terminal, http: createHttp(), onCall: progress.advance },
        );
        if (result.facts) writeFacts(files.facts, result.facts);
        if (isClean(result)) journal.write({ ended: true });
      } finally {
        progress.end();
        journal.close();
      }
      const { facts } = result;
      terminal.print(
        json
          ? jsonText({ ...result, ...(facts && { differences: differencesOf(facts) }), files })
          : describeProbe(name, result, files, terminal),
      );
      finish(isClean(result) ? 0 : 1);
    });
}

/** Whether no later run has anything to do. Shoplazza cannot delete, so its customers stay. */
const isClean = ({ facts, staying, uncertain }: ProbeResult): boolean =>
  facts !== undefined &&
  uncertain.length === 0 &&
  (facts.platform === 'shoplazza' || staying.length === 0);

const EXAMPLES = `
The probe stops at the first call without an answer, and at Ctrl-C. The same command goes on where it
stopped. The file of --file holds ids of invented customers; only you can read it.

Exit codes: 0 shown or measured, 1 stopped, or customers could not be removed, 2 the shop must not or cannot be probed.

  npx signup-relay store probe tw-test --domain probe.example.org --phones +886900000000-+886900000019 --stage prod
  npx signup-relay store probe tw-test --domain probe.example.org --phones +886900000000-+886900000019 --execute --stage prod
  npx signup-relay store check tw-test --facts facts.json --stage prod`;
