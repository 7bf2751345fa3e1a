import type { AddCommands } from '../command-context.ts';
import { explain, type ExplainOptions } from './explain.ts';

export const addExplainCommands: AddCommands = (program, { terminal, finish }) => {
  program
    .command('explain')
    .summary('show field by field what a delivery becomes in the shop')
    .description(
      'Shows field by field what a delivery becomes in the shop: where each value comes from, by which rule, and what is sent. Sends nothing.',
    )
    .argument('<file>', 'webhook.delivered event, its data, {headers, body}, or a canonical event')
    .option('--store <name>', 'store that it is for; needed where the file does not say it')
    .option('--source <name>', 'source that it came in by; likewise')
    .option('--config <file>', "the store's configuration; otherwise Parameter Store (STORES_PATH)")
    .option('--json', 'print JSON instead of tables')
    .addHelpText(
      'after',
      '\nExit codes: 0 mapped or skipped, 1 rejected, 2 wrong usage.\nThe output holds the personal data of the file.',
    )
    .action(async (file: string, options: ExplainOptions) => {
      finish(await explain(file, options, terminal));
    });
};
