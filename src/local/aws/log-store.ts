import { AwsRefusal, type AwsJsonServer, createAwsJsonServer } from './aws-json-server.ts';
import { matcherOf } from '../log-pattern.ts';
import type { JsonObject } from '../sandbox/json.ts';

/** The part of CloudWatch Logs that operators of the relay use, in memory: finding lines. */
export interface LogStore extends AwsJsonServer {
  /** Adds a line at the end of a group; the oldest line of all gives way where there are too many. */
  write(group: string, line: string): void;
}

export interface LogStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Lines that are kept. */
  readonly maxLines?: number;
  /** Lines that are looked at for one page. */
  readonly pageLines?: number;
}

interface Line {
  readonly id: number;
  readonly group: string;
  readonly at: number;
  readonly text: string;
}

/** @param groups their names; others do not exist. */
export function createLogStore(groups: readonly string[], options: LogStoreOptions = {}): LogStore {
  const { now = Date.now, maxLines = 50_000, pageLines = 5_000 } = options;
  const lines: Line[] = [];
  let lastId = 0;

  const filter = (input: JsonObject): JsonObject => {
    const group = input['logGroupName'];
    if (typeof group !== 'string' || !groups.includes(group)) {
      throw new AwsRefusal('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const matches = matcherOf(input['filterPattern']);
    const { startTime: from = 0, endTime: until = Infinity, nextToken: after = 0 } = input;
    const rest = lines.filter((line) => line.group === group && line.id > Number(after));
    const page = rest.slice(0, pageLines);
    const found = page.filter(
      ({ at, text }) => at >= Number(from) && at <= Number(until) && matches(text),
    );
    return {
      events: found.map(({ id, at, text }) => ({
        eventId: String(id),
        logStreamName: 'local',
        timestamp: at,
        ingestionTime: at,
        message: text,
      })),
      // As on AWS, a page may be empty although more follow.
      ...(rest.length > page.length && { nextToken: String(page.at(-1)?.id) }),
    };
  };

  const server = createAwsJsonServer('Logs_20140328', new Map([['FilterLogEvents', filter]]));
  return Object.assign(server, {
    write: (group: string, text: string) => {
      lines.push({ id: (lastId += 1), group, at: now(), text });
      if (lines.length > maxLines * 1.1) lines.splice(0, lines.length - maxLines);
    },
  });
}
