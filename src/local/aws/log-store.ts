import type { JsonObject } from '../json.ts';
import { type AwsJsonServer, AwsRefusal, createAwsJsonServer } from './aws-json-server.ts';

/** The operation of CloudWatch Logs that the commands use, in memory: filtering lines. */
export interface LogStore extends AwsJsonServer {
  /** Appends a line to a group. Beyond `maxLines` the oldest lines of all groups are dropped. */
  write(group: string, line: string): void;
}

export interface LogStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Lines that are kept, over all groups. */
  readonly maxLines?: number;
  /** Lines that one page covers. */
  readonly pageLines?: number;
}

interface Line {
  readonly id: number;
  readonly group: string;
  readonly at: number;
  readonly text: string;
}

/** @param groups the names of all groups. */
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
      // As on AWS, an empty page may be followed by more.
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

/** A word, or any text in quotes. `?` marks alternatives, `-` excludes. */
const TERM = /(?<sign>[?-]?)(?:"(?<quoted>[^"]*)"|(?<word>\w+))(?:\s+|$)/gy;

/**
 * A filter pattern as a function. JSON patterns and regular expressions are refused: an empty result would be mistaken
 * for an answer.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsRefusal the pattern is not supported.
 */
function matcherOf(pattern: unknown): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (typeof pattern !== 'string') throw invalid('filterPattern must be a string');
  const terms = [...pattern.trim().matchAll(TERM)];
  const read = terms.map(([all]) => all).join('');
  if (read !== pattern.trim() || pattern.length > 1_024) throw invalid('Invalid filter pattern');
  const bySign = (sign: string): readonly string[] =>
    terms.flatMap(({ groups = {} }) =>
      groups['sign'] === sign ? [groups['quoted'] ?? groups['word'] ?? ''] : [],
    );
  const [needed, oneOf, unwanted] = [bySign(''), bySign('?'), bySign('-')];
  return (text) =>
    needed.every((term) => text.includes(term)) &&
    (oneOf.length === 0 || oneOf.some((term) => text.includes(term))) &&
    !unwanted.some((term) => text.includes(term));
}

const invalid = (message: string): AwsRefusal =>
  new AwsRefusal('InvalidParameterException', message);
