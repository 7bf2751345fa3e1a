import { type AnnotatedBody, annotateBody } from '../../dead-letters/body/annotate.ts';
import { type DeadLetter, toSummary } from '../../dead-letters/letter.ts';
import type { Prediction } from '../../dead-letters/predict/prediction.ts';
import { paint } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { harmless, iso, span } from '../output/format.ts';
import { letterJson } from './describe-list.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'now'>;

interface Shown {
  readonly letter: DeadLetter;
  readonly prediction: Prediction;
  readonly reveal: boolean;
}

/** Everything about one letter: what the relay wrote on it, its body with the errors of today, what a replay would do. */
export function describeLetter({ letter, prediction, reveal }: Shown, screen: Screen): string {
  const body = bodyOf({ letter, prediction, reveal });
  const note = reveal
    ? paint(screen, 'yellow', 'This shows the personal data of the letter.')
    : 'Values are masked; --reveal shows them.';
  const unwrapped = body.isUnwrapped ? ' The envelope around the event is not shown.' : '';
  return [
    attributeLines(letter, screen),
    ...(foreignOf(letter).length > 0
      ? [`Attributes of the sender, kept as they are: ${foreignOf(letter).join(', ')}`]
      : []),
    `Body, ${letter.bytes} bytes. ${note}${unwrapped}`,
    bodyLines(body, screen),
    harmless(predictionWords(prediction)),
  ].join('\n\n');
}

/** The same for programs. */
export const showJson = (shown: Shown): object => {
  const { form, isUnwrapped, lines, general, cut } = bodyOf(shown);
  return {
    ...letterJson(toSummary(shown.letter)),
    foreignAttributes: foreignOf(shown.letter),
    prediction: shown.prediction,
    body: { form, isUnwrapped, lines, general, cut },
    ...(shown.reveal && { rawBody: shown.letter.message.body }),
  };
};

/** Today's errors; where today's code finds none, what was wrong the last time. */
function bodyOf({ letter, prediction, reveal }: Shown): AnnotatedBody {
  const { reason, detail, issues } = prediction;
  const problem =
    prediction.verdict === 'fails'
      ? { ...(reason && { reason }), ...(detail && { detail }), ...(issues && { issues }) }
      : { reason: letter.reason, ...(letter.detail && { detail: `last time: ${letter.detail}` }) };
  return annotateBody(letter.message.body, problem, { reveal });
}

const OWN =
  /^(?:reason|detail|failedAt|firstSeenAt|attempts|eventId|source|store|replays|replayedAt|notBefore|traceparent|tracestate|contacts)$/;

/** Their names only: the values are the sender's own texts. */
const foreignOf = ({ message }: DeadLetter): readonly string[] =>
  Object.keys(message.attributes)
    .filter((name) => !OWN.test(name))
    .map((name) => (/^[A-Za-z_][A-Za-z0-9_.-]{0,39}$/.test(name) ? name : '…'));

function attributeLines(letter: DeadLetter, { now }: Screen): string {
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
    ['expires', `${iso(letter.expiresAt)}, in ${span(letter.expiresAt - now())}`],
  ];
  const known = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(19)}${harmless(value)}`],
  );
  return known.join('\n');
}

function bodyLines({ lines, general, cut }: AnnotatedBody, screen: Screen): string {
  const error = (text: string): string => paint(screen, 'red', `◄ ${harmless(text)}`);
  return [
    ...general.map(error),
    ...lines.map(({ indent, text, errors }) =>
      [`${'  '.repeat(indent)}${text}`, ...errors.map(error)].join('  '),
    ),
    ...(cut > 0 ? [`… and ${cut} more lines`] : []),
  ].join('\n');
}

/** What a replay would do, in one sentence. */
function predictionWords(prediction: Prediction): string {
  const { verdict, reason, detail, shopDecides } = prediction;
  if (verdict === 'skipped') return `A replay would be skipped: ${detail ?? 'it is no signup'}.`;
  if (verdict === 'fails')
    return `A replay would fail again as ${reason ?? 'unknown'}: ${detail ?? ''}`;
  return shopDecides === true
    ? `A replay passes our checks; the shop decides; ${detail ?? ''}`
    : 'A replay passes every check of today.';
}
