import { sendFile } from '../local/send-file.ts';

process.exitCode = await sendFile(process.argv.slice(2), process.env);
