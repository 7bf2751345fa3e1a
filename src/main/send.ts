import { describeSent, SendError, sendFile } from '../cli/send/send-file.ts';
import { onClosedPipe } from '../cli/terminal.ts';
import { wrongUsage } from '../local/format.ts';
import {
  createLocalTarget,
  parseSendOptions,
  SEND_USAGE,
  type SendOptions,
} from '../local/local-send.ts';

/** `npm run send`: like `signup-relay send`, to a running `npm start`. Exit code 1: not sent; 2: wrong command line. */
async function main(): Promise<number> {
  let options: SendOptions;
  try {
    options = parseSendOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(wrongUsage(error, SEND_USAGE));
    return 2;
  }
  if (options.help || options.file === undefined) {
    console.log(SEND_USAGE);
    return 0;
  }
  const target = createLocalTarget(options, (text, cause) => new SendError(text, { cause }));
  try {
    const sent = await sendFile(options.file, { raw: options.raw, now: Date.now() }, target);
    console.log(describeSent(sent));
    console.log('The terminal of npm start shows the outcome.');
    return 0;
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    console.error(error.message);
    return 1;
  }
}

onClosedPipe([process.stdout, process.stderr], () => undefined);
process.exitCode = await main();
