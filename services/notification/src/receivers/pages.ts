import { escapeHtml } from '../channels/email/compose.ts';
import { type KeptMessage, type OutboxChannel, outboxChannels } from './outbox.ts';

const names: Record<OutboxChannel, string> = { email: 'E-mail', sms: 'SMS', fcm: 'Push (FCM)', webpush: 'Web Push' };

type Listed = {
  messages: readonly KeptMessage[];
  total: number;
  counts: Record<OutboxChannel, number>;
  channel: OutboxChannel | undefined;
};

/** The newest messages, a row each. */
export function listPage({ messages, total, counts, channel }: Listed): string {
  const all = `<a href="/outbox"${channel === undefined ? ' aria-current="page"' : ''}>All</a>`;
  const links = outboxChannels.map((each) => {
    const current = each === channel ? ' aria-current="page"' : '';
    return `<a href="/outbox?channel=${each}"${current}>${names[each]} <b>${counts[each]}</b></a>`;
  });
  const rows = messages.map(
    (message) => `<tr><td><time>${timeOf(message)}</time></td><td>${names[message.channel]}</td>
<td class="to">${escapeHtml(message.to)}</td>
<td><a href="/outbox/${message.id}">${escapeHtml(message.title || 'Text')}</a><p>${escapeHtml(shortened(message.text))}</p></td></tr>`,
  );
  const table =
    rows.length === 0
      ? '<p>Nothing has been sent yet. What Airside sends appears here as its recipients would get it.</p>'
      : `<table><thead><tr><th>Time (UTC)</th><th>Channel</th><th>To</th><th>Message</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table><p>${messages.length} of ${total} shown, newest first.</p>`;
  return layout('Outbox', `<nav>${[all, ...links].join(' ')}</nav>${table}`);
}

/** One message with all that came with it. */
export function messagePage(message: KeptMessage): string {
  const { html, headers, ...details } = message.details;
  const fields = { to: message.to, from: message.from, account: message.account, delivery: message.deliveryId ?? '' };
  const rows = Object.entries({ ...fields, ...details, ...(headers as object | undefined) })
    .filter(([, value]) => value !== '' && value !== undefined && value !== null)
    .map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(textOf(value))}</td></tr>`);
  const mail =
    html === undefined
      ? ''
      : `<h2>As HTML</h2><iframe sandbox src="/outbox/${message.id}/html" title="The mail"></iframe>`;
  return layout(
    message.title || names[message.channel],
    `<p><a href="/outbox">Outbox</a> · ${names[message.channel]} · <time>${timeOf(message)}</time></p>
<pre>${escapeHtml(message.text)}</pre>${mail}
<h2>All of it</h2><table><tbody>${rows.join('\n')}</tbody></table>`,
  );
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Airside</title>
<link rel="stylesheet" href="/outbox.css"></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>
`;
}

function timeOf({ receivedAt }: KeptMessage): string {
  return receivedAt.round('second').toString().replace('T', ' ').replace('Z', '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const mostShown = 160;

function shortened(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

export const styleSheet = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
nav a { display: inline-block; margin: 0 1rem .5rem 0; } nav a[aria-current] { font-weight: 600; text-decoration: none; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-top: 1px solid #8884; }
td p { margin: .1rem 0 0; opacity: .8; } .to { max-width: 18rem; } time { font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { white-space: pre-wrap; font: inherit; border: 1px solid #8884; padding: 1rem; }
iframe { width: 100%; height: 28rem; border: 1px solid #8884; background: #fff; }
`;
