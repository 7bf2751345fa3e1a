import { z } from 'zod';

/** The fields that the benchmark sends; the relay's schema has far more. */
export const SIGNUP = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.enum(['customer.signed_up', 'customer.updated']),
  time: z.iso.datetime(),
  data: z.object({
    store: z.string(),
    customer: z.object({
      email: z.email(),
      firstName: z.string().max(100),
      lastName: z.string().max(100),
      birthday: z.iso.date(),
    }),
    consent: z.object({ email: z.object({ state: z.enum(['granted', 'denied']) }) }),
  }),
});

export type ParsedSignup = z.infer<typeof SIGNUP>;
