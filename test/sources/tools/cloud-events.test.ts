import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { cloudEvents } from '../../../src/sources/tools/cloud-events.ts';

const read = (headers: Readonly<Record<string, string>>, body: string | Uint8Array = '{}') =>
  cloudEvents({ headers, body: Buffer.from(body) });

const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 't' };

describe('cloudEvents', () => {
  it.each([
    'application/json',
    'application/cloudevents+json',
    'Application/CloudEvents+JSON; charset=utf-8',
    '',
  ])('takes %j as one event', (type) => {
    expect(read({ 'content-type': type }, '{"a":1}')).toEqual([{ pointer: '', value: { a: 1 } }]);
  });

  it('takes a batch apart, also one that is empty', () => {
    const type = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    expect(read(type, '[1,{"a":2}]')).toEqual([
      { pointer: '/0', value: 1 },
      { pointer: '/1', value: { a: 2 } },
    ]);
    expect(read(type, '[]')).toEqual([]);
  });

  it('reads an event from its headers', () => {
    const headers = { ...binary, 'ce-time': 'x', 'content-type': 'application/json' };
    expect(read(headers, '{"a":1}')).toEqual([
      {
        pointer: '',
        value: {
          specversion: '1.0',
          id: '1',
          source: '/a',
          type: 't',
          time: 'x',
          datacontenttype: 'application/json',
          data: { a: 1 },
        },
      },
    ]);
  });

  it('reads the body where a header that binary mode needs is missing, or structured mode is named', () => {
    const { 'ce-id': _, ...others } = binary;
    expect(read(others)).toEqual([{ pointer: '', value: {} }]);
    const structured = { ...binary, 'content-type': 'application/cloudevents+json' };
    expect(read(structured)).toEqual([{ pointer: '', value: {} }]);
  });

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac', '€'],
    ['%2520', '%20'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    [String.raw`"a \"b\" \\ %41"`, String.raw`a "b" \ A`],
    ['"', '"'],
    ['', ''],
  ])('decodes the header %j to %j', (given, expected) => {
    const [event] = read({ ...binary, 'ce-subject': given });
    expect(event?.value).toMatchObject({ subject: expected });
  });

  it.each([
    ['a header that is no UTF-8', { ...binary, 'ce-subject': '%C3%28' }, '{}', 'no UTF-8'],
    ['a body that is no UTF-8', {}, Buffer.from([0xff]), 'no UTF-8'],
    ['no JSON', {}, '{', 'not JSON'],
    ['no body', binary, '', 'not JSON'],
    [
      'the media type of the data twice',
      { ...binary, 'ce-datacontenttype': 'application/json' },
      '{}',
      '/datacontenttype must not be a header',
    ],
    ['data as a header', { ...binary, 'ce-data': 'x' }, '{}', '/data must not be a header'],
    [
      'a batch that is no list',
      { 'content-type': 'application/cloudevents-batch' },
      '{}',
      'a list',
    ],
    [
      'a batch of 5,001',
      { 'content-type': 'application/cloudevents-batch' },
      JSON.stringify(Array(5_001).fill(0)),
      'at most 5,000 entries',
    ],
  ])('refuses %s', (_, headers, body, words) => {
    expect(() => read(headers, body)).toThrow(RejectedError);
    expect(() => read(headers, body)).toThrow(words);
  });
});
