import type { SQSClient } from '@aws-sdk/client-sqs';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Finding, when } from '../finding.ts';

/** AWS refuses requests that are further off than 300 s. Seconds. */
const MOST_SKEW = 30;

/** Compares this machine's clock with AWS's, as its answers tell it. */
export async function clockFindings(
  client: SQSClient,
  queueUrl: string,
  now: () => number,
): Promise<readonly Finding[]> {
  let date: string | undefined;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['QueueArn'],
  });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = dateOf(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(command);
  return clockRule(date, now());
}

/** Pure part of it. @param date the header `Date`, without parts of a second. */
export function clockRule(date: string | undefined, now: number): readonly Finding[] {
  const theirs = Date.parse(date ?? '');
  const skew = Number.isNaN(theirs) ? 0 : Math.round((now - theirs - 500) / 1_000);
  return when(Math.abs(skew) > MOST_SKEW, {
    severity: 'warning',
    rule: 'clock',
    where: 'this machine',
    what: `The clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} AWS's.`,
    why: 'From 5 minutes on AWS refuses its requests, and times of replays and imports are wrong by as much.',
    fix: 'Let the machine set its clock by NTP.',
  });
}

function dateOf(response: unknown): string | undefined {
  const headers: unknown =
    typeof response === 'object' && response !== null && 'headers' in response
      ? response.headers
      : undefined;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  return typeof headers.date === 'string' ? headers.date : undefined;
}
