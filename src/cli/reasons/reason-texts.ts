import type { LetterReason } from '../../dead-letters/letter.ts';

/** A reason of dead letters, explained for operators. Texts are Markdown without line breaks. */
export interface ReasonText {
  readonly code: LetterReason;
  readonly meaning: string;
  readonly whatToDo: string;
  readonly howToReplay: string;
}

/** In the order of the codes. `docs/reasons.md` has the same table, and a test keeps both equal. */
export const REASON_TEXTS: readonly ReasonText[] = [
  {
    code: 'invalid_json',
    meaning:
      'The body, a text in an envelope, or `data_base64` is not JSON. `detail` gives the position if it is known.',
    whatToDo: 'Correct the sender.',
    howToReplay: 'Send the corrected event. `dlq discard` the letter: it cannot be repaired.',
  },
  {
    code: 'invalid_event',
    meaning:
      'The body is not a CloudEvent 1.0 of a known type: `specversion`, `id`, `source`, `type`, `time` or `data` is missing or malformed. Or another service sent the message, such as a notification of S3.',
    whatToDo:
      'Correct the sender. `detail` names each field and what it must be, or the other service and what to change.',
    howToReplay: 'Send the corrected event, then `dlq discard` the letter.',
  },
  {
    code: 'unknown_store',
    meaning: 'No store with the name in `data.store` is configured.',
    whatToDo:
      "Write the store's configuration with `store put`, or correct the name in the sender.",
    howToReplay:
      'After `store put`, run `dlq replay`. If the name was wrong, correct `store` with `dlq correct`.',
  },
  {
    code: 'unknown_source',
    meaning: "A delivery came for a source that is no longer in the store's configuration.",
    whatToDo: "Add the source to the store's configuration, or remove the webhook in the tool.",
    howToReplay: 'After you add the source, run `dlq replay`.',
  },
  {
    code: 'invalid_delivery',
    meaning:
      "The body of the tool cannot be read, or the source's `fields` do not match it. Fields of a wrong type are left out instead. A refusal in it was applied, if `detail` says so.",
    whatToDo:
      "`detail` names the place. Correct `fields` in the store's configuration, or the form.",
    howToReplay: 'Run `dlq replay`: it maps the delivery again with the new configuration.',
  },
  {
    code: 'invalid_signup',
    meaning:
      '`data` breaks the schema of a signup, or a phone is impossible. Examples: no contact, a bad e-mail, six addresses, an unknown field.',
    whatToDo:
      "Correct the sender. `detail` names each field and what it must be. A national phone needs the store's `country`.",
    howToReplay:
      "Correct the letter with `dlq correct`. After you correct the store's `country` or the source's `fields`, run `dlq replay`.",
  },
  {
    code: 'invalid_request',
    meaning:
      'A request for this signup would break the documented rules of the platform, often in `data.shopline` or `data.shoplazza`. The shop was not called.',
    whatToDo: 'Correct the field that `detail` names.',
    howToReplay: 'Correct the letter with `dlq correct`.',
  },
  {
    code: 'rejected',
    meaning: 'The shop refused the request with a 4xx status. A retry would give the same answer.',
    whatToDo:
      "Read the shop's answer in `detail`; words that could be personal data appear as `…`. Correct the event or the shop's settings.",
    howToReplay:
      'After a change in the shop, run `dlq replay`. Otherwise correct the letter with `dlq correct`.',
  },
  {
    code: 'identity_conflict',
    meaning:
      'The e-mail belongs to one customer and the phone to another; `detail` has their ids. Only a person can decide which one is right.',
    whatToDo: 'Merge the customers in the shop, or correct the letter with `dlq correct`.',
    howToReplay:
      'After the merge, run `dlq replay`: the relay drops customers that the shop no longer has.',
  },
  {
    code: 'contact_taken',
    meaning:
      'The shop says that the e-mail or phone is taken, but its search finds no customer. Or an update would give a customer the contact of another one.',
    whatToDo: "Search the contact in the shop's admin and correct it there, or correct the event.",
    howToReplay:
      'After a change in the shop, run `dlq replay`. Otherwise correct the letter with `dlq correct`.',
  },
  {
    code: 'customer_not_found',
    meaning:
      'A `customer.updated` for a customer that neither the ledger nor the shop has, after at least five attempts and 60 seconds.',
    whatToDo: 'Send `customer.signed_up` first, or send only that: it creates or updates.',
    howToReplay: 'After the customer exists, run `dlq replay`.',
  },
  {
    code: 'unauthorized',
    meaning:
      'The shop refused the token for the whole retry horizon (48 hours). The relay read the token again in that time.',
    whatToDo:
      'Write a valid token that may read and write customers. `store set-token` tests it first.',
    howToReplay:
      'Run `dlq replay`: the events are correct. `store check` shows whether the token works now.',
  },
  {
    code: 'retries_exhausted',
    meaning:
      'The shop, its configuration or AWS failed for the whole retry horizon (48 hours). `detail` has the last error. A body within 60 bytes of 1 MiB is received five times only: beside it there is no room for a count of attempts.',
    whatToDo: 'Remove the cause.',
    howToReplay: 'Run `dlq replay`: the events are correct.',
  },
  {
    code: 'expired',
    meaning: 'Reserved for events that are too old to be delivered. This version never writes it.',
    whatToDo: '–',
    howToReplay: '–',
  },
  {
    code: 'crashed',
    meaning:
      'The letter has no reason: SQS moved it, not the relay. `consume` received it 10 times. Each time it crashed, ran out of time, or could not send a copy.',
    whatToDo:
      'Read the log of `consume`: it has an error, or a line with the outcome `crashed`. Roll back or correct the relay.',
    howToReplay: 'After you deploy the correction, run `dlq replay`.',
  },
];
