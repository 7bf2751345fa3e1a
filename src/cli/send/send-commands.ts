import { harmlessLines, jsonText } from '../../util/harmless.ts';
import type { AddCommands } from '../command-context.ts';
import { openTarget } from './open-target.ts';
import { describeSent, SendError, sendFile } from './send-file.ts';

export const addSendCommands: AddCommands = (program, context) => {
  const { terminal, finish } = context;
  program
    .command('send')
    .summary('put an event on the queue')
    .description(
      'Puts the text of a file on the signups queue, byte for byte. A webhook file as in events/webhooks/ is signed and posted to a relay on this machine instead.',
    )
    .argument('<file>', 'an event as JSON; with --raw any text')
    .option('--raw', 'send the text even if it is not JSON', false)
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 sent, 1 not sent, 2 wrong usage.

  signup-relay send mine.json --stage prod
  signup-relay send events/webhooks/typeform.json --env local.env`,
    )
    .action(
      async (file: string, { raw, json }: { readonly raw: boolean; readonly json?: boolean }) => {
        try {
          const sent = await sendFile(file, { raw, now: terminal.now() }, openTarget(context));
          terminal.print(json === true ? jsonText(sent) : describeSent(sent));
        } catch (error) {
          if (!(error instanceof SendError)) throw error;
          terminal.complain(harmlessLines(error.message));
          finish(1);
        }
      },
    );
};
