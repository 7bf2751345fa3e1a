import { paintStdout } from './format.ts';
import type { LocalRelay } from './local-relay.ts';
import { ENV_FILE, type EnvFile } from './run-files.ts';

/** The addresses of a running local relay, and commands to try. Every command works as printed. */
export function nextSteps(
  { url, services: { sqs, shopline, shoplazza, env } }: LocalRelay,
  logFile: string,
  envFile?: Pick<EnvFile, 'name'>,
): string {
  const heading = (text: string): string => paintStdout('bold', text);
  const customers = (baseUrl: string): string =>
    `curl ${new URL(baseUrl).origin}/_sandbox/customers`;
  // `npm run send` reads local.env by itself.
  const options =
    envFile === undefined
      ? ` --endpoint ${sqs.endpoint} --url ${url}`
      : envFile.name === ENV_FILE
        ? ''
        : ` --env ${envFile.name}`;
  return `
${heading('The relay is running. Ctrl-C stops it.')}

  sign-up page    ${url}/
  webhooks        ${url}/webhooks/<store>/<tool>
  queue           ${sqs.signups.url}
  dead letters    ${sqs.deadLetters.url}
  SQS endpoint    ${sqs.endpoint}
  SHOPLINE shop   ${shopline.baseUrl}  (store tw-main)
  Shoplazza shop  ${shoplazza.baseUrl}  (store us-main)
  function logs   ${logFile}

${heading('List the customers')}
  ${customers(shopline.baseUrl)}
  ${customers(shoplazza.baseUrl)}

${heading('Send an event')} from a second terminal
  npm run send -- events/shopline/create.json${options}
  npm run send -- events/webhooks/typeform.json${options}

or with the AWS CLI, 2.15 or later
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\
  aws sqs send-message --region ${env['AWS_REGION']} --endpoint-url ${sqs.endpoint} \\
    --queue-url ${sqs.signups.url} \\
    --message-body file://events/shopline/create.json

${
  envFile === undefined
    ? ''
    : `${heading('Operate the relay')} from a second terminal
  npx signup-relay --env ${envFile.name} status
  npx signup-relay --env ${envFile.name} trigger typeform
  npx signup-relay --env ${envFile.name} dlq list
  npx signup-relay --env ${envFile.name} trace tw-0001
  npx signup-relay --env ${envFile.name} store list
  npx signup-relay --env ${envFile.name} console --open

`
}${heading('Outcomes of your events')}`;
}
