import type { ConsoleParts } from './console-context.ts';

/** Names of the queues, and where they are, for the head of the page. */
export function whereIs(
  urls: { readonly signups: string; readonly deadLetters: string },
  env: Readonly<Record<string, string | undefined>>,
): ConsoleParts['place'] {
  const { host, hostname } = new URL(urls.signups);
  const [service, region] = hostname.split('.');
  const isAws = service === 'sqs' && hostname.endsWith('.amazonaws.com');
  return {
    signups: nameOf(urls.signups),
    deadLetters: nameOf(urls.deadLetters),
    where: isAws ? (region ?? env['AWS_REGION'] ?? 'AWS') : `local run, ${host}`,
  };
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;
