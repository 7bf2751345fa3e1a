import type { Workload } from './round.ts';

/** A signup as the contestants receive it. */
export interface Signup {
  readonly store: string;
  readonly customer: {
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly birthday: string;
  };
  readonly consent: { readonly email: { readonly state: 'granted' | 'denied' } };
}

/** A CloudEvent on the queue. */
export interface SignupEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Signup;
}

/** One event per person. `cycle` distinguishes a person's events; later cycles bring newer facts. */
export function eventsOf(people: readonly string[], workload: Workload, cycle: number): object[] {
  return people.map((person) => ({
    specversion: '1.0',
    id: `${person}-${cycle}`,
    source: '/bench',
    type: 'customer.signed_up',
    time: new Date(Date.UTC(2026, 0, 1) + cycle * 1_000).toISOString(),
    datacontenttype: 'application/json',
    data: {
      store: 'bench',
      customer: {
        email: `${person}@example.com`,
        firstName: workload === 'new' ? 'Ada' : `Ada ${cycle}`,
        lastName: 'Lin',
        birthday: '1992-05-14',
      },
      consent: { email: { state: 'granted' } },
    },
  }));
}
