/**
 * Sends every response of this Google form to signup-relay, signed as Standard Webhooks.
 * Installation: see google-forms.md in the same folder.
 */

/** Run this once by hand. It asks for the permissions and creates the trigger. */
function install() {
  ScriptApp.getProjectTriggers()
    .filter(function (trigger) { return trigger.getHandlerFunction() === 'sendToRelay'; })
    .forEach(function (trigger) { ScriptApp.deleteTrigger(trigger); });
  ScriptApp.newTrigger('sendToRelay').forForm(FormApp.getActiveForm()).onFormSubmit().create();
}

/** Runs for every response. After an error, Google sends an e-mail to the owner of the script. */
function sendToRelay(event) {
  var response = event.response;
  var submitted = response.getTimestamp();
  // An edited response keeps its id, but it is another event.
  var id = 'gform_' + response.getId().replace(/[^A-Za-z0-9_-]/g, '_') + '_' + submitted.getTime();
  var body = toAscii(JSON.stringify({
    type: 'form.response',
    timestamp: submitted.toISOString(),
    data: {
      formId: event.source.getId(),
      responseId: response.getId(),
      respondentEmail: response.getRespondentEmail() || null,
      namedValues: namedValues(response),
    },
  }));
  var pausesMs = [1000, 5000, 20000];
  while (!post(id, body)) {
    if (pausesMs.length === 0) throw new Error('signup-relay did not take response ' + id);
    Utilities.sleep(pausesMs.shift());
  }
}

/** Every answer by the title of its question. Always a list, because check boxes have several answers. */
function namedValues(response) {
  var values = {};
  function add(title, answer) {
    var texts = textsIn(answer);
    if (texts.length > 0) values[title] = (values[title] || []).concat(texts);
  }
  response.getItemResponses().forEach(function (item) {
    var title = item.getItem().getTitle();
    var answer = item.getResponse();
    var rows = rowsOf(item.getItem());
    if (!rows) return add(title, answer);
    // As in the sheet of the form: "Which news? [E-mail]".
    rows.forEach(function (row, at) { add(title + ' [' + row + ']', answer && answer[at]); });
  });
  return values;
}

/** The rows of a grid, whose answers have the same order. Nothing for every other question. */
function rowsOf(item) {
  if (item.getType() === FormApp.ItemType.GRID) return item.asGridItem().getRows();
  if (item.getType() === FormApp.ItemType.CHECKBOX_GRID) return item.asCheckboxGridItem().getRows();
  return null;
}

/** All texts of an answer: one, a list, or nothing where a question was skipped. */
function textsIn(answer) {
  return [].concat(answer).filter(function (text) { return typeof text === 'string' && text !== ''; });
}

/** The signed time is new on every try; the id stays the same. */
function post(id, body) {
  var properties = PropertiesService.getScriptProperties();
  var key = Utilities.base64Decode(properties.getProperty('RELAY_SECRET').replace(/^whsec_/, ''));
  var seconds = String(Math.floor(Date.now() / 1000));
  var signed = Utilities.newBlob(id + '.' + seconds + '.' + body).getBytes();
  var signature = Utilities.base64Encode(Utilities.computeHmacSha256Signature(signed, key));
  try {
    var answer = UrlFetchApp.fetch(properties.getProperty('RELAY_URL'), {
      method: 'post',
      contentType: 'application/json',
      payload: body,
      followRedirects: false,
      muteHttpExceptions: true,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': 'v1,' + signature,
      },
    });
    return answer.getResponseCode() >= 200 && answer.getResponseCode() < 300;
  } catch (error) {
    return false;
  }
}

/** The same JSON in ASCII, so that the signed bytes and the sent bytes are equal. */
function toAscii(json) {
  return json.replace(/[\u007f-\uffff]/g, function (character) {
    return '\\u' + ('000' + character.charCodeAt(0).toString(16)).slice(-4);
  });
}
