import { harmlessLines, jsonText } from '../../util/harmless.ts';
import type { AddCommands, CommandContext, OutputOptions } from '../command-context.ts';
import { commandLine } from '../output/format.ts';
import { localBase, openTarget } from './open-target.ts';
import { sampleFile, sampleNames } from './samples.ts';
import { describeSent, SendError, sendFile } from './send-file.ts';

export const addSendCommands: AddCommands = (program, context) => {
  program
    .command('send')
    .summary('put an event on the queue')
    .description(
      'Puts the text of a file on the signups queue. A webhook file as in events/webhooks/ is signed and posted to a relay on this machine instead.',
    )
    .argument('<file>', 'an event as JSON; with --raw any text')
    .option('--raw', 'send the text even if it is not JSON', false)
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 sent, 1 not sent, 2 could not run.

  npx signup-relay send mine.json --stage prod
  npx signup-relay send events/webhooks/typeform.json --env local.env`,
    )
    .action(async (file: string, options: SendOptions) => send(file, options, context));

  program
    .command('trigger')
    .summary('send a sample of events/ to a relay on this machine')
    .description(
      'Sends one of the samples to the local relay by its name. Without a name it lists the samples.',
    )
    .argument('[sample]', 'shopline/create, typeform, …')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 sent, 1 not sent, 2 could not run.

  npx signup-relay trigger --env local.env
  npx signup-relay trigger shopline/create --env local.env
  npx signup-relay trigger typeform --env local.env`,
    )
    .action(async (sample: string | undefined, { json }: OutputOptions) => {
      const { terminal } = context;
      if (sample === undefined) {
        const samples = sampleNames();
        const hint = `To send one: ${commandLine(terminal, 'trigger <sample>')}`;
        terminal.print(json === true ? jsonText({ samples }) : [...samples, '', hint].join('\n'));
        return;
      }
      const file = sampleFile(sample);
      // A sample would create an invented customer in a real shop.
      localBase(terminal.env['PUBLIC_URL'], 'Samples are');
      // The one sample that is not JSON.
      const raw = file.endsWith('.txt');
      await send(file, { raw, ...(json !== undefined && { json }) }, context);
    });
};

interface SendOptions extends OutputOptions {
  readonly raw: boolean;
}

async function send(
  file: string,
  { raw, json }: SendOptions,
  { terminal, finish, deployment }: CommandContext,
): Promise<void> {
  try {
    const target = openTarget({ terminal, deployment });
    const sent = await sendFile(file, { raw, now: terminal.now() }, target);
    terminal.print(json === true ? jsonText(sent) : describeSent(sent));
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    terminal.complain(harmlessLines(error.message));
    finish(1);
  }
}
