import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { copyBytes } from '../../src/message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { deliveryCopy, type Arrival } from '../../src/receive/delivery-message.ts';
import { toRequest } from '../../src/receive/request.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import { aRequest, type RequestOptions } from '../support/a-request.ts';

const arrival: Arrival = {
  id: 'id-1',
  store: 'tw-main',
  source: 'form',
  at: Date.parse('2026-11-22T03:04:05Z'),
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};
/** Attributes that consume may add: attempts, and a dead letter's reason and detail. */
const ROOM = 4_096;

const copyOf = (options: RequestOptions): Copy | undefined =>
  deliveryCopy(toRequest(aRequest(options)), arrival);
const bytesOf = (body: string): number => Buffer.byteLength(copyOf({ body })?.body ?? '');

describe('the copy of a delivery', () => {
  it('has its trace and the message group of its store', () => {
    expect(copyOf({ body: 'a' })).toMatchObject({
      key: 'id-1',
      to: 'signups',
      attributes: { traceparent: { type: 'String', value: arrival.traceparent } },
      delaySeconds: 0,
      groupId: 'tw-main',
    });
  });

  it('leaves exactly the room for the attributes that consume adds', () => {
    const most = MAX_MESSAGE_BYTES - ROOM - bytesOf('');
    const largest = copyOf({ body: 'x'.repeat(most) });
    expect(copyBytes(largest?.body ?? '', {})).toBe(MAX_MESSAGE_BYTES - ROOM);
    expect(copyOf({ body: 'x'.repeat(most + 1) })).toBeUndefined();
  });

  it('keeps every header that a source reads', () => {
    const folders = ['tools', 'read'].map((name) => `src/sources/${name}`);
    const files = folders.flatMap((folder) =>
      readdirSync(folder).map((file) => `${folder}/${file}`),
    );
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/headers\['([a-z-]+)'\]|'(ce-[a-z]+)'/g)].map(
        ([, read, attribute]) => read ?? attribute ?? '',
      ),
    );
    expect(names.length).toBeGreaterThan(8);
    const headers = Object.fromEntries(names.map((name) => [name, 'x']));
    const { data } = JSON.parse(copyOf({ headers })?.body ?? '{}') as { readonly data: unknown };
    expect(data).toMatchObject({ headers });
  });
});
