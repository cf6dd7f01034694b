// Runs in the browser, on the pages that mails of accounts lead to: hands the token of the address and what the form holds to the
// API. Nothing happens before the button is pressed, for programs that look through mails follow links.

const form = document.querySelector('form');
const button = form.querySelector('button');
const outcome = document.querySelector('#outcome');
const token = new URLSearchParams(location.search).get('token') ?? '';

function say(text, isFault) {
  outcome.textContent = text;
  outcome.classList.toggle('fault', isFault);
}

/** What went wrong, in words for whoever reads a mail. */
function faultOf(status, fields) {
  if (fields.includes('token')) return 'This link was used already, or is too old. Please ask for a new one.';
  if (fields.includes('newPassword')) return 'Please choose a password of at least 8 characters.';
  return status === 429 ? 'Too many tries. Please wait a moment.' : 'That did not work. Please try again in a moment.';
}

async function send() {
  const response = await fetch(form.dataset.call, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...Object.fromEntries(new FormData(form)) }),
  });
  if (!response.ok) {
    const { errors = [] } = await response.json().catch(() => ({}));
    return say(
      faultOf(
        response.status,
        errors.map(({ field }) => field),
      ),
      true,
    );
  }
  form.hidden = true;
  // The token is of no use any more: out of the address, and out of the history.
  history.replaceState(null, '', location.pathname);
  say(form.dataset.done, false);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  button.disabled = true;
  say('', false);
  void send()
    .catch(() => say('There is no contact. Please try again in a moment.', true))
    .finally(() => (button.disabled = false));
});

if (token === '') {
  form.hidden = true;
  say('This link is not whole. Please open it from the mail once more.', true);
}
