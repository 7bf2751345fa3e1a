import { decode } from 'html-entities';
import { showName, showPath, toIssues } from '../../event/issues.ts';
import { findExcess } from '../../event/validate.ts';
import { validateSourceDelivery } from '../../generated/custom-validators.js';
import type {
  DeliveryField,
  DeliveryPiece,
  DeliveryReference,
  SourceDelivery,
} from '../../generated/types.ts';
import { asRecord, isRecord } from '../../util/is-record.ts';
import { normalForm } from '../form/consent-words.ts';
import { isFormPath } from '../form/fields.ts';
import { fetchMistakes } from './described-fetcher.ts';
import { listsIn, referencesIn } from './fields.ts';
import { headersIn, isSecretHeader } from './headers.ts';
import { parsePointer } from './pointer.ts';
import { EVERY } from './post.ts';

/** A mistake by its place below the source, and without values. */
interface DeliveryMistake {
  /** `/delivery/fields/email`. */
  readonly place: string;
  readonly text: string;
}

/**
 * Mistakes in how a source describes its deliveries: those of the schema first; where it has none, those that it cannot
 * say.
 */
export function deliveryMistakes(source: unknown): readonly DeliveryMistake[] {
  const { tool, preset, delivery, fields } = asRecord(source);
  if (tool !== 'custom') {
    return delivery === undefined
      ? []
      : [{ place: '/delivery', text: 'is only for the tool `custom`' }];
  }
  if (delivery === undefined) {
    // A preset that does not exist is a mistake of its own.
    if (preset !== undefined) return [];
    return [{ place: '/delivery', text: 'is missing: it says where the fields of a signup stand' }];
  }
  if (fields !== undefined) {
    return [{ place: '/fields', text: 'is not read of a `custom` source: use `delivery.fields`' }];
  }
  const bySchema = schemaMistakes(delivery);
  if (bySchema.length > 0) return bySchema;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it keeps its schema
  const settings = delivery as SourceDelivery;
  return [
    ...Object.entries(settings.fields ?? {}).flatMap(([path, field]) =>
      fieldMistake(path, field).map((text) => ({
        place: `/delivery/fields/${showPath(path)}`,
        text,
      })),
    ),
    ...timeMistakes(settings),
    ...whenMistakes(settings.when, '/delivery/when'),
    ...fetchingMistakes(settings),
    ...headerMistakes(settings),
    ...answerMistakes(settings),
  ];
}

/** The names of `fields` may be shown: they are paths of a signup, and no values. */
function schemaMistakes(delivery: unknown): readonly DeliveryMistake[] {
  const excess = findExcess(delivery);
  if (excess) return [{ place: '/delivery', text: excess.expected }];
  if (validateSourceDelivery(delivery)) return [];
  const { errors, expected } = validateSourceDelivery;
  const all = (errors ?? []).slice(0, MOST_MISTAKES);
  // A value of another type breaks further rules as well: the type alone says what is wrong.
  const strange = new Set(
    all.flatMap(({ keyword, instancePath }) => (keyword === 'type' ? [instancePath] : [])),
  );
  const first = all.filter(
    ({ keyword, instancePath }) => keyword === 'type' || !strange.has(instancePath),
  );
  const mistakes = first.flatMap((error) => {
    const place = `/delivery${error.instancePath.replaceAll(/[^/]+/g, showPath)}`;
    // Patterns stand in shared parts of the schema, and are known by themselves.
    const pattern = String(error.params['pattern']);
    const schemaPath = Object.hasOwn(expected, pattern) ? pattern : error.schemaPath;
    const issues = toIssues([{ ...error, schemaPath }], expected, () => true);
    return issues.map((issue) => ({ place, text: issue.expected }));
  });
  return [...new Map(mistakes.map((one) => [`${one.place} ${one.text}`, one])).values()];
}

/** A person corrects a configuration by fewer. */
const MOST_MISTAKES = 20;

/** A constant would make one customer of all, or agree in the name of all. */
const NEVER_CONSTANT = /^(?:email|phone|externalId|consent\.(?:email|sms))$/;
const CONSENT = /^consent\.(?:email|sms)$/;

function fieldMistake(path: string, field: DeliveryField): readonly string[] {
  if (!isFormPath(path)) return ['is no path of a signup such as `email` or `addresses.0.city`'];
  const references = referencesIn(field);
  const hasLists = isRecord(field) && ['field', 'granted', 'denied'].some((name) => name in field);
  if (CONSENT.test(path)) {
    const problem = consentMistake(field);
    if (problem !== undefined) return [problem];
  } else if (hasLists) {
    return [
      'has `field` or lists of answers: only `consent.email` and `consent.sms` can have them',
    ];
  }
  if (NEVER_CONSTANT.test(path) && references.some((one) => typeof one !== 'string' && one.value)) {
    return ['has a constant `value`: this must come from the delivery'];
  }
  return references.flatMap((one) => referenceMistake(one) ?? []).slice(0, 1);
}

function consentMistake(field: DeliveryField): string | undefined {
  if (!isRecord(field) || !('field' in field)) {
    return 'needs the answers that count: `{ "field": "/…", "granted": [ … ], "denied": [ … ] }`';
  }
  const other = Object.keys(field).find((name) => !['field', 'granted', 'denied'].includes(name));
  if (other !== undefined) {
    return `has \`${showName(other)}\` beside \`field\`: write it inside \`field\``;
  }
  const { granted = [], denied = [] } = listsIn(field);
  if (granted.length + denied.length === 0) return 'needs a list `granted` or `denied`';
  const forms = [granted, denied].map((list) => list.map((text) => normalForm(decode(text))));
  const [yes = [], no = []] = forms;
  const at = no.findIndex((form) => yes.includes(form));
  return at === -1
    ? undefined
    : `has the same answer in \`granted\` (number ${yes.indexOf(no[at] ?? '') + 1}) and in \`denied\` (number ${at + 1}): take it out of one list`;
}

const KINDS = ['header', 'value', 'take'] as const;

function referenceMistake(reference: DeliveryReference): string | undefined {
  if (typeof reference === 'string') return undefined;
  const kinds = KINDS.filter((kind) => reference[kind] !== undefined);
  if (kinds.length !== 1) {
    return 'needs either `take` (with `where`, `in` or both), `header` or `value`';
  }
  const { where, in: scope, take = '' } = reference;
  if (kinds[0] !== 'take') return undefined;
  if (where === undefined && scope === undefined) return 'needs `where`, `in` or both';
  const pointers = [take, ...Object.keys(where ?? {})].filter((name) => name.startsWith('/'));
  return pointers.some((text) => parsePointer(text) === undefined)
    ? 'has a JSON Pointer with a `~` that is neither `~0` nor `~1`'
    : undefined;
}

/** A time that is described as an object stands in one place. */
const timeMistakes = ({ time = [] }: SourceDelivery): readonly DeliveryMistake[] =>
  [time].flat().flatMap((one, index) =>
    typeof one === 'string' || (one.at === undefined) !== (one.header === undefined)
      ? []
      : [
          {
            place: `/delivery/time${Array.isArray(time) ? `/${index}` : ''}`,
            text: 'needs either `at` or `header`',
          },
        ],
  );

function whenMistakes(when: SourceDelivery['when'], at: string): readonly DeliveryMistake[] {
  if (when === undefined) return [];
  const forms = Object.keys(when.values).map(normalForm);
  const isRepeated = forms.length > new Set(forms).size;
  const isAllSkipped = Object.values(when.values).every((meaning) => meaning === 'skip');
  return [
    ...(isRepeated
      ? [
          {
            place: `${at}/values`,
            text: 'has the same value twice: letter case and white space make no difference',
          },
        ]
      : []),
    ...(isAllSkipped
      ? [{ place: `${at}/values`, text: 'skips everything: no value is a signup' }]
      : []),
  ];
}

/** The description of a fetch, and what it needs of `people`. */
function fetchingMistakes({ fetch, people = '' }: SourceDelivery): readonly DeliveryMistake[] {
  if (fetch === undefined) return [];
  const stars = parsePointer(people)?.tokens.filter((token) => token === EVERY).length ?? 0;
  const ofPieces = Object.entries(fetch.pieces ?? {}).flatMap(([name, piece]) =>
    pieceMistake(piece, stars).map((text) => ({
      place: `/delivery/fetch/pieces/${showName(name)}`,
      text,
    })),
  );
  return [
    ...fetchMistakes(fetch).map(({ place, text }) => ({ place: `/delivery/fetch${place}`, text })),
    ...ofPieces,
    ...whenMistakes(fetch.when, '/delivery/fetch/when'),
  ];
}

function pieceMistake(piece: DeliveryPiece, stars: number): readonly string[] {
  if (typeof piece === 'string') return [];
  const { at, key } = piece;
  if ((at === undefined) === (key === undefined)) return ['needs either `at` or `key`'];
  const isStray = key !== undefined && key > stars;
  return isStray ? [`names \`*\` number ${key}, and \`people\` has ${stars}`] : [];
}

/** No stored delivery keeps credentials, so nothing can be read from them either. */
function headerMistakes({
  id,
  time,
  when,
  fields,
  keepHeaders,
  fetch,
}: SourceDelivery): readonly DeliveryMistake[] {
  const pieces = fetch?.pieces;
  const parts = { id, time, 'when/at': when?.at, fields, keepHeaders, 'fetch/pieces': pieces };
  return Object.entries(parts).flatMap(([place, part]) => {
    const names = place === 'keepHeaders' ? (keepHeaders ?? []) : headersIn(part).map(String);
    const secret = names.find(isSecretHeader);
    return secret === undefined
      ? []
      : [
          {
            place: `/delivery/${place}`,
            text: `names the header \`${showName(secret)}\`: signatures and credentials are never stored`,
          },
        ];
  });
}

function answerMistakes({ answer }: SourceDelivery): readonly DeliveryMistake[] {
  if (answer === undefined) return [];
  const bodies = (['text', 'json'] as const).filter((name) => answer[name] !== undefined);
  if (bodies.length === 2) {
    return [{ place: '/delivery/answer', text: 'has `text` and `json`: a post has one answer' }];
  }
  return answer.status === 204 && bodies.length > 0
    ? [{ place: '/delivery/answer', text: `has status 204 and \`${bodies[0]}\`: 204 has no body` }]
    : [];
}
