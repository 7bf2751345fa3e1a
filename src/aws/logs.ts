import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { WaitError } from '../event/errors.ts';
import type { LogLine, LogQuery, Logs, LogSource } from '../telemetry/logs-port.ts';
import { filterPatterns } from './filter-patterns.ts';
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
