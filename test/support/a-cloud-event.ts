/** A valid event as on the queue; name only what the test is about. */
export const aCloudEvent = (
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  specversion: '1.0',
  id: 'pos-101-000042',
  source: '/pos/taipei-101',
  type: 'customer.signed_up',
  time: '2026-11-22T03:04:05Z',
  data: { store: 'tw-main', customer: { email: 'ada@example.com' } },
  ...overrides,
});
