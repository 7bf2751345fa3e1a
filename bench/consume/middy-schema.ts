const text = { type: 'string', minLength: 1, maxLength: 100 } as const;
const object = (properties: object) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

/** The checks of `SIGNUP`, for all records of an event with parsed bodies. */
export const EVENT_SCHEMA = object({
  Records: {
    type: 'array',
    items: object({
      body: object({
        specversion: { const: '1.0' },
        id: text,
        source: text,
        type: { enum: ['customer.signed_up', 'customer.updated'] },
        time: { type: 'string', format: 'date-time' },
        data: object({
          store: text,
          customer: object({
            email: { type: 'string', format: 'email' },
            firstName: text,
            lastName: text,
            birthday: { type: 'string', format: 'date' },
          }),
          consent: object({ email: object({ state: { enum: ['granted', 'denied'] } }) }),
        }),
      }),
    }),
  },
});
