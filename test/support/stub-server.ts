import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface StubServer {
  readonly url: string;
  /** Requests whose head arrived. */
  readonly requests: readonly IncomingMessage[];
  /** Connections that were opened. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** An HTTP server on 127.0.0.1 that answers as the test says, or not at all. */
export async function openStubServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  onConnection: (socket: Socket) => void = () => {},
): Promise<StubServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    onConnection(socket);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
