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
  /** The log group of each function; what has none is not searched. */
  readonly groups: Readonly<Partial<Record<LogSource, string>>>;
  /** Told after every page; a search through a long time asks for many. */
  readonly onPage?: () => void;
}

/** CloudWatch Logs. It answers in pages, and a page may be empty although more follow. */
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

interface Group {
  readonly source: LogSource;
  readonly group: string;
}

/** Lines by the ids that CloudWatch gave them: several patterns may find the same one. */
async function findIn(
  { source, group }: Group,
  filterPattern: string,
  { from, until }: Omit<LogQuery, 'terms'>,
  { client, onPage }: LogsDeps,
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
      throw new WaitError(`there is no log group ${group}; is it the right stage and region?`);
    });
    for (const { eventId, timestamp = from, message = '' } of page.events ?? []) {
      lines.push([`${group} ${eventId}`, { source, at: timestamp, text: message }]);
    }
    onPage?.();
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

/** The longest pattern that CloudWatch Logs takes. */
const MAX_LENGTH = 1_024;

/** Of one term; what it begins with finds at least the same lines. */
const MAX_TERM_LENGTH = 500;

/**
 * Patterns that together find every line with one of the terms, and maybe some more.
 *
 * Inside quotes CloudWatch takes everything as it is but quotes and backslashes, and how those are escaped is not
 * documented. So of a term with such characters only the longest piece without them is looked for.
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
