// The script of the LINE page. It needs the LIFF SDK before it, and the id of your LIFF app in `data-liff-id`.
const form = document.querySelector('form');
const { liffId, thanks } = form.dataset;

/** Shows one message of the page, and hides the others. */
function say(name) {
  for (const message of document.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
  }
}

/** LIFF keeps an ID token for an hour and does not renew it. An old one is refused, so the person logs in again. */
function loginAgain() {
  liff.logout();
  liff.login({ redirectUri: location.href });
}

async function start() {
  await liff.init({ liffId });
  const { exp = 0, name = '', email } = liff.getDecodedIDToken() ?? {};
  if (!liff.isLoggedIn()) liff.login({ redirectUri: location.href });
  else if (exp * 1000 < Date.now() + 60_000) loginAgain();
  else show({ name, email });
}

function show({ name, email }) {
  form.elements.line_id_token.value = liff.getIDToken();
  for (const place of document.querySelectorAll('[data-line-name]')) place.textContent = name;
  if (email) {
    // LINE states the e-mail, so the page need not ask for one.
    form.elements.email.closest('div').remove();
    for (const place of document.querySelectorAll('[data-line-email]')) place.textContent = email;
  }
  for (const part of document.querySelectorAll('[data-only-with]')) {
    part.hidden = part.dataset.onlyWith === 'email' && !email;
  }
}

async function send() {
  say('sending');
  const body = new URLSearchParams(new FormData(form));
  // A refusal (401) cannot be read from another site: the browser reports it as a failed connection.
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => undefined);
  if (answer?.ok) location.href = thanks;
  else if (answer?.status === 422) say('contact');
  else if (answer?.status === 503) say('later');
  else say('refused');
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
document.querySelector('[data-login-again]').addEventListener('click', loginAgain);
start().catch(() => say('outside'));
