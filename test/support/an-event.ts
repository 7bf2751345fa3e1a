/** The parts of a test event; all others have valid defaults. */
export interface EventParts {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly time?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A valid signup as sent to the queue; name only what the test is about. */
export function anEvent({ data, ...parts }: EventParts = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: 'e-1',
    source: '/test',
    type: 'customer.signed_up',
    time: '2026-11-20T03:04:05Z',
    data: { store: 'tw-main', customer: { email: 'ada@example.com' }, ...data },
    ...parts,
  };
}
