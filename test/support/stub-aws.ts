import { text } from 'node:stream/consumers';
import { openStubServer, type StubServer } from './stub-server.ts';

/** AWS's answers by operation; a missing operation is refused. */
export type Answers = Readonly<Record<string, (input: never) => object>>;

/** Every AWS service that the doctor reads, on one address (`AWS_ENDPOINT_URL`), by real HTTP and in its own protocol. */
export async function openStubAws(
  answers: () => Answers,
  date = () => new Date(),
): Promise<StubServer> {
  return openStubServer((request, response) => {
    const respond = async (): Promise<void> => {
      const body = await text(request);
      const target =
        String(request.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      const isQuery = String(request.headers['content-type']).includes('urlencoded');
      const input = isQuery ? Object.fromEntries(new URLSearchParams(body)) : parsed(body);
      const operation =
        target ||
        (isQuery ? (input as { Action: string }).Action : lambdaOperation(request.url ?? ''));
      const name = decodeURIComponent(/functions\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '');
      const query = new URL(request.url ?? '/', 'http://x').searchParams.get('FunctionName');
      const of = { FunctionName: name || query, ...input };
      const answer = answers()[operation]?.(of as never);
      response.setHeader('date', date().toUTCString());
      if (answer === undefined) response.statusCode = 400;
      response.setHeader('content-type', isQuery ? 'text/xml' : 'application/x-amz-json-1.0');
      const refused = { __type: 'AccessDeniedException', message: operation };
      response.end(isQuery ? toXml(operation, answer) : JSON.stringify(answer ?? refused));
    };
    respond().catch(() => request.socket.destroy());
  });
}

function parsed(body: string): Record<string, unknown> {
  return body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
}

function lambdaOperation(url: string): string {
  if (url.includes('/event-source-mappings')) return 'ListEventSourceMappings';
  if (url.includes('/recursion-config')) return 'GetFunctionRecursionConfig';
  if (url.includes('/concurrency')) return 'GetFunctionConcurrency';
  return 'GetFunctionConfiguration';
}

/** The Query protocol of CloudFormation: lists are `member`s. */
function toXml(operation: string, answer: object | undefined): string {
  if (answer === undefined) {
    return `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`;
  }
  return `<${operation}Response><${operation}Result>${xmlOf(answer)}</${operation}Result></${operation}Response>`;
}

function xmlOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => `<member>${xmlOf(one)}</member>`).join('');
  if (typeof value !== 'object' || value === null) {
    return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  }
  return Object.entries(value)
    .map(([name, one]) => `<${name}>${xmlOf(one)}</${name}>`)
    .join('');
}
