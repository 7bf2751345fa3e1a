import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { WaitError } from '../event/errors.ts';
import type { LogLine, LogQuery, Logs, LogSource } from '../telemetry/logs-port.ts';
import { unavailable } from './unavailable.ts';

interface LogsDeps {
  readonly client: Pick<CloudWatchLogsClient, 'send'>;
  /** The log groups by function; a function without one is not searched. */
  readonly groups: Readonly<Partial<Record<LogSource, string>>>;
  /** Called after each page; a search over a long time reads many. */
  readonly onPage?: () => void;
}

/** CloudWatch Logs. It answers in pages, and an empty page does not mean the end. */
export const createLogs = (deps: LogsDeps): Logs => ({
  async find({ terms, ...times }) {
    const groups = Object.entries(deps.groups);
    const asked = filterPatterns(terms).flatMap((pattern) =>
      groups.map(([source, group]) =>
        findIn({ source: source === 'receive' ? source : 'consume', group }, pattern, times, deps),
      ),
    );
    const found = new Map((await Promise.all(asked)).flat());
    return [...found.values()].toSorted((a, b) => a.at - b.at);
  },
});

interface LogGroup {
  readonly source: LogSource;
  readonly group: string;
}

/** Lines by CloudWatch's own ids, because several patterns may find the same line. */
async function findIn(
  { source, group }: LogGroup,
  filterPattern: string,
  { from, until, limit = Infinity }: Omit<LogQuery, 'terms'>,
  { client, onPage }: Omit<LogsDeps, 'groups'>,
): Promise<readonly (readonly [string, LogLine])[]> {
  const lines: (readonly [string, LogLine])[] = [];
  let nextToken: string | undefined;
  do {
    const command = new FilterLogEventsCommand({
      logGroupName: group,
      filterPattern,
      startTime: from,
      endTime: until,
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw unavailable('the log', error);
      throw new WaitError(`there is no log group ${group}; are stage and region right?`);
    });
    for (const { eventId, timestamp = from, message = '' } of page.events ?? []) {
      lines.push([`${group} ${eventId}`, { source, at: timestamp, text: message }]);
    }
    onPage?.();
    nextToken = page.nextToken;
  } while (nextToken !== undefined && lines.length < limit);
  return lines;
}

/** Longest pattern that CloudWatch Logs accepts. */
const MAX_LENGTH = 1_024;

/** Longest part of a term. The beginning of a term finds at least the same lines. */
const MAX_TERM_LENGTH = 500;

/**
 * Patterns that together find every line with one of the terms, and possibly other lines.
 *
 * CloudWatch takes quoted text literally, except quotes and backslashes, and does not document how to escape those. So a
 * term with such characters is searched by its longest part without them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPatterns(terms: readonly string[]): readonly string[] {
  const quoted = [...new Set(terms.map(searchable))].filter((term) => term !== '');
  const groups: string[][] = [];
  for (const term of quoted) {
    const last = groups.at(-1);
    if (last && anyOf([...last, term]).length <= MAX_LENGTH) last.push(term);
    else groups.push([term]);
  }
  return groups.map(anyOf);
}

const anyOf = (terms: readonly string[]): string =>
  terms.length === 1 ? `"${terms[0]}"` : terms.map((term) => `?"${term}"`).join(' ');

function searchable(term: string): string {
  const [longest = ''] = term.split(/["\\]/).toSorted((a, b) => b.length - a.length);
  return longest.slice(0, MAX_TERM_LENGTH);
}
