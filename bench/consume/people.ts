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

/** One event per person. `turn` distinguishes a person's events; later turns bring newer facts. */
export function eventsOf(people: readonly string[], workload: Workload, turn: number): object[] {
  return people.map((person) => ({
    specversion: '1.0',
    id: `${person}-${turn}`,
    source: '/bench',
    type: 'customer.signed_up',
    time: new Date(Date.UTC(2026, 0, 1) + turn * 1_000).toISOString(),
    datacontenttype: 'application/json',
    data: {
      store: 'bench',
      customer: {
        email: `${person}@example.com`,
        firstName: workload === 'new' ? 'Ada' : `Ada ${turn}`,
        lastName: 'Lin',
        birthday: '1992-05-14',
      },
      consent: { email: { state: 'granted' } },
    },
  }));
}
