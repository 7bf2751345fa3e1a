import type { AddCommands } from '../command-context.ts';
import { pickStores } from '../stores/read-stores.ts';
import { describeTraced } from './describe-traced.ts';
import { openTrace } from './open-trace.ts';
import { parseSince } from './parse-since.ts';
import { toJson } from './to-json.ts';
import { traceSignups } from './trace-signups.ts';

interface Options {
  readonly store?: string;
  readonly since: string;
  readonly json?: boolean;
}

export const addTraceCommands: AddCommands = (program, context) => {
  const { terminal, finish } = context;
  program
    .command('trace')
    .summary('tell the story of a signup, or of all signups of a person')
    .description(
      'Tells what became of a signup, in order: received, every attempt with its calls, waits, outcome, dead letter, replays. Of a person: all signups in the log, and the customers that the ledger knows. Prints no personal data.',
    )
    .argument('<what>', 'event id, delivery id, message id or trace id; or an e-mail or a phone')
    .option('--store <name>', 'only this store; its country reads a national phone')
    .option('--since <time>', 'how far back: 7d, 12h, 30m, or a time', '7d')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', HELP)
    .action(async (text: string, { store, since, json }: Options) => {
      const until = terminal.now();
      const from = parseSince(since, until);
      const deps = await openTrace(context.deployment(), terminal);
      if (store !== undefined) pickStores(deps.stores, [store]);
      const query = { text, from, until, ...(store !== undefined && { store }) };
      const traced = await traceSignups(query, deps);
      terminal.print(json === true ? toJson(traced) : describeTraced(traced, terminal));
      finish(traced.signups.length + traced.customers.length > 0 ? 0 : 1);
    });
};

const HELP = `
Exit codes: 0 found, 1 nothing is known, 2 wrong usage or a place that cannot be read.

  signup-relay trace pos-101-000042 --stage prod
  signup-relay trace ada@example.com --stage prod --since 30d
  signup-relay trace 0912345678 --store tw-main --stage prod --json`;
