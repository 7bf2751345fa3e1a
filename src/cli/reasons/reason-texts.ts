import type { LetterReason } from '../../dead-letters/letter.ts';

/** What an operator needs to know of a reason, in Markdown without line breaks. */
export interface ReasonText {
  readonly code: LetterReason;
  readonly meaning: string;
  readonly whatToDo: string;
  readonly howToReplay: string;
}

/** In the order of the codes. `docs/reasons.md` shows the same table; a test keeps the two equal. */
export const REASON_TEXTS: readonly ReasonText[] = [
  {
    code: 'invalid_json',
    meaning:
      'The body, a text inside an envelope, or `data_base64` is not JSON. `detail` has the position where the parser knows it.',
    whatToDo: 'Correct the sender.',
    howToReplay: 'Send the corrected event; `dlq discard` the letter, it stays wrong.',
  },
  {
    code: 'invalid_event',
    meaning:
      'It is no CloudEvent 1.0 of a known type: `specversion`, `id`, `source`, `type`, `time` or `data` is missing or malformed.',
    whatToDo: 'Correct the sender; `detail` names every field and what it must be.',
    howToReplay: 'Send the corrected event, `dlq discard` the letter.',
  },
  {
    code: 'unknown_store',
    meaning: 'No store of the name in `data.store` is configured.',
    whatToDo: "Put the store's configuration with `store put`, or correct the name in the sender.",
    howToReplay:
      '`dlq replay` once the store exists; with a wrong name, send the corrected event and `dlq discard` the letter.',
  },
  {
    code: 'unknown_source',
    meaning: "A delivery for a source that the store's configuration does not name any more.",
    whatToDo: "Put the source into the store's configuration, or remove the webhook from the tool.",
    howToReplay: '`dlq replay` once the source is there.',
  },
  {
    code: 'invalid_delivery',
    meaning:
      "A tool posted something that cannot be read, or that the source's `fields` do not fit.",
    whatToDo:
      "`detail` names the place. Correct `fields` in the store's configuration, or the form.",
    howToReplay: "`dlq replay`: the delivery is mapped anew, with today's configuration.",
  },
  {
    code: 'invalid_signup',
    meaning:
      "`data` breaks the signup's schema, or a phone is impossible: no contact at all, a bad e-mail, six addresses, an unknown field, …",
    whatToDo:
      "Correct the sender; `detail` names every field and what it must be. A national phone needs the store's `country`.",
    howToReplay:
      "Send the corrected event, `dlq discard` the letter. `dlq replay`, if what was corrected is the store's `country`, or the `fields` of the source that it came from.",
  },
  {
    code: 'invalid_request',
    meaning:
      "A request that this signup leads to breaks the platform's documented rules, often in `data.shopline` or `data.shoplazza`. The shop was not called.",
    whatToDo: 'Correct what `detail` points at.',
    howToReplay: 'Send the corrected event, `dlq discard` the letter.',
  },
  {
    code: 'rejected',
    meaning: 'The shop refused the request with a status that will be the same next time (4xx).',
    whatToDo:
      "Read the shop's answer in `detail` (words that could be personal data show as `…`) and correct the event or the shop's settings.",
    howToReplay:
      '`dlq replay` after a change in the shop; else send the corrected event and `dlq discard` the letter.',
  },
  {
    code: 'identity_conflict',
    meaning:
      'The e-mail belongs to one customer and the phone to another; `detail` has their ids. Nobody but a person can say who is meant.',
    whatToDo: 'Merge the customers in the shop, or correct the event.',
    howToReplay:
      '`dlq replay` after merging: where the shop shows one customer only, or none, the relay forgets the others.',
  },
  {
    code: 'contact_taken',
    meaning:
      'The shop says that somebody has the e-mail or the phone, but its search shows nobody; or an update would give a customer the contact of another one.',
    whatToDo:
      'Look for the contact in the shop by hand and correct it there, or correct the event.',
    howToReplay:
      '`dlq replay` after a change in the shop; else send the corrected event and `dlq discard` the letter.',
  },
  {
    code: 'customer_not_found',
    meaning:
      'A `customer.updated` for somebody whom neither the ledger nor the shop knows, after at least five attempts and 60 seconds.',
    whatToDo: 'Send `customer.signed_up` first, or use it instead: it creates or updates.',
    howToReplay: '`dlq replay` once the customer exists.',
  },
  {
    code: 'unauthorized',
    meaning:
      'The shop refused the token for the whole retry horizon (48 hours), also after it was read again.',
    whatToDo: 'Put a valid token with the permission for customers: `store put` tries it first.',
    howToReplay:
      '`dlq replay`: nothing was wrong with the events. `store check` says whether the token works now.',
  },
  {
    code: 'retries_exhausted',
    meaning:
      'The shop, its configuration or AWS was not usable for the whole retry horizon (48 hours). `detail` says what was wrong at last.',
    whatToDo: 'Remove the cause.',
    howToReplay: '`dlq replay`: nothing was wrong with the events.',
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
      'Not written by the relay: a letter without the attribute `reason`. SQS moved it after 10 receives, because each time the function crashed, ran out of time, found no ledger key, or could not send the copy; or its body is so large that no attribute fits beside it.',
    whatToDo:
      'The log of `consume` says why: an error, or a line with the outcome `crashed`. Roll back or correct the relay.',
    howToReplay: '`dlq replay` once the corrected version is deployed.',
  },
];
