import { type AnnotatedBody, annotateBody } from '../../dead-letters/body/annotate.ts';
import { type DeadLetter, toSummary } from '../../dead-letters/letter.ts';
import { keptBackNotes } from '../../event/left-out.ts';
import type { Prediction } from '../../dead-letters/predict/prediction.ts';
import { type ClockScreen, paint } from '../output/table.ts';
import { wrap } from '../output/text.ts';
import { harmless } from '../../util/harmless.ts';
import { iso, duration } from '../output/format.ts';
import { letterJson } from './describe-list.ts';

interface ShownLetter {
  readonly letter: DeadLetter;
  readonly prediction: Prediction;
  readonly reveal: boolean;
}

/** One letter in full: attributes, body with the errors that a check finds now, and the prediction of a replay. */
export function describeLetter(
  { letter, prediction, reveal }: ShownLetter,
  screen: ClockScreen,
): string {
  const body = bodyOf({ letter, prediction, reveal });
  const note = reveal
    ? paint(screen, 'yellow', 'Values are shown: this is personal data.')
    : 'Personal values are masked; --reveal shows them.';
  const unwrapped = body.isUnwrapped ? ' The envelope around the event is not shown.' : '';
  return [
    attributeLines(letter, screen),
    ...(foreignOf(letter).length > 0
      ? [`Attributes of the sender, unchanged: ${foreignOf(letter).join(', ')}`]
      : []),
    `Body, ${letter.bytes} bytes. ${note}${unwrapped}`,
    bodyLines(body, screen),
    harmless([describePrediction(prediction), ...keptBackOf(prediction)].join(' ')),
  ].join('\n\n');
}

/** The same as JSON. */
export const showJson = (shown: ShownLetter): object => {
  const { form, isUnwrapped, lines, general, cut } = bodyOf(shown);
  return {
    ...letterJson(toSummary(shown.letter)),
    foreignAttributes: foreignOf(shown.letter),
    prediction: shown.prediction,
    body: { form, isUnwrapped, lines, general, cut },
    ...(shown.reveal && { rawBody: shown.letter.message.body }),
  };
};

/** The errors that a check finds now. If it finds none: the error of the last attempt. */
function bodyOf({ letter, prediction, reveal }: ShownLetter): AnnotatedBody {
  const { reason, detail, issues } = prediction;
  const problem =
    prediction.verdict === 'fails'
      ? { ...(reason && { reason }), ...(detail && { detail }), ...(issues && { issues }) }
      : { reason: letter.reason, ...(letter.detail && { detail: `last time: ${letter.detail}` }) };
  return annotateBody(letter.message.body, problem, { reveal });
}

const OWN =
  /^(?:reason|detail|failedAt|firstSeenAt|attempts|eventId|source|store|replays|replayedAt|notBefore|progress|traceparent|tracestate|contacts)$/;

/** Names only: the values may be personal data. */
const foreignOf = ({ message }: DeadLetter): readonly string[] =>
  Object.keys(message.attributes)
    .filter((name) => !OWN.test(name))
    .map((name) => (/^[A-Za-z_][A-Za-z0-9_.-]{0,39}$/.test(name) ? name : '…'));

const LABEL = 19;

function attributeLines(letter: DeadLetter, { now, columns }: ClockScreen): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['message id', letter.messageId],
    ['event', letter.eventId],
    ['reason', letter.reason],
    ['what went wrong', letter.detail],
    ['store', letter.store],
    ['source', letter.source],
    ['attempts', String(letter.attempts)],
    ['replays', String(letter.replays)],
    ['first seen', iso(letter.firstSeenAt)],
    ['dead letter since', iso(letter.failedAt)],
    ['replayed at', letter.replayedAt === undefined ? undefined : iso(letter.replayedAt)],
    ['expires', `${iso(letter.expiresAt)}, in ${duration(letter.expiresAt - now())}`],
  ];
  const known = rows.flatMap(([name, value]) =>
    value === undefined
      ? []
      : wrap(value, Math.max(40, columns - LABEL)).map(
          (line, at) => (at === 0 ? name : '').padEnd(LABEL) + line,
        ),
  );
  return known.join('\n');
}

function bodyLines({ lines, general, cut }: AnnotatedBody, screen: ClockScreen): string {
  const error = (text: string): string => paint(screen, 'red', `◄ ${harmless(text)}`);
  return [
    ...general.map(error),
    ...lines.map(({ indent, text, errors }) =>
      [`${'  '.repeat(indent)}${harmless(text)}`, ...errors.map(error)].join('  '),
    ),
    ...(cut > 0 ? [`… and ${cut} more lines`] : []),
  ].join('\n');
}

/** Parts that a replay would not use, one sentence each. */
const keptBackOf = (prediction: Prediction): readonly string[] =>
  keptBackNotes(prediction).map((note) => `${note.replace(/^./, (first) => first.toUpperCase())}.`);

/** One sentence about what a replay would do. */
function describePrediction(prediction: Prediction): string {
  const { verdict, reason, detail, shopDecides } = prediction;
  if (verdict === 'skipped') return `A replay would be skipped: ${detail ?? 'it is not a signup'}.`;
  if (verdict === 'fails')
    return `A replay would fail again with ${reason ?? 'unknown'}: ${detail ?? ''}`;
  return shopDecides === true
    ? `A replay would pass all checks here. The shop decides; ${detail ?? 'its answer is not known'}.`
    : 'A replay would pass all checks.';
}
