import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address, Message } from '../channel.ts';

export type Sender = { name: string; address: string };
export type EmailAddress = Extract<Address, { channel: 'email' }>;

/** Longest address that SMTP carries, in characters (RFC 5321 §4.5.3.1.3 without the brackets). */
const longestAddress = 254;
const addressPattern = /^[^\s\p{Cc}<>()[\]\\,;:"@]{1,64}@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u;
const longestName = 100;
const longestSubject = 250;

/** Whether a text can be the address of one mailbox, and nothing else: no list, no second header, no parameter of a command. */
export function isEmailAddress(text: string): boolean {
  return text.length <= longestAddress && text.isWellFormed() && addressPattern.test(text);
}

/** The mail as it goes over the line: RFC 5322, text and HTML, every header one line whatever the texts hold. */
export function composeMail({ email, name }: EmailAddress, message: Message, from: Sender): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const thread = threadId(message.thread, domain);
  const composer = new MailComposer({
    from,
    to: { name: oneLine(name ?? '', longestName), address: email },
    subject: oneLine(message.subject, longestSubject),
    // The same at every try, so that mailboxes which compare ids show a mail that came twice once.
    messageId: `<${localPart(message.deliveryId)}@${domain}>`,
    // No mail has this id. Naming it, mails of one matter are shown as one conversation in whatever order they came.
    inReplyTo: thread,
    references: thread,
    headers: headersOf(message),
    text: textOf(message),
    html: htmlOf(message),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function headersOf({ language, isUrgent, unsubscribeUrl }: Message): Record<string, string> {
  return {
    // RFC 3834: no answers by machines.
    'Auto-Submitted': 'auto-generated',
    'Content-Language': oneLine(language, 35),
    ...(isUrgent ? { Importance: 'high' } : {}),
    // RFC 2369 and, for one click, RFC 8058.
    ...(unsubscribeUrl === undefined
      ? {}
      : {
          'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
  };
}

/** Ids have our own alphabet; anything else is digested rather than trusted in a header. */
function localPart(deliveryId: string): string {
  return /^[\w.-]{1,64}$/.test(deliveryId) ? deliveryId : digest(deliveryId);
}

function threadId(thread: string, domain: string): string {
  return `<thread.${digest(thread)}@${domain}>`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Without line ends and other control characters, so that a text cannot begin another header. */
function oneLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  // No half of a character at the end.
  return line.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function textOf({ body, unsubscribeUrl }: Message): string {
  return unsubscribeUrl === undefined ? body : `${body}\n\n-- \n${new URL(unsubscribeUrl).href}\n`;
}

function htmlOf({ body, language, subject, unsubscribeUrl }: Message): string {
  const paragraphs = body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph.trim()).replaceAll('\n', '<br>')}</p>`);
  const link =
    unsubscribeUrl === undefined
      ? ''
      : `\n<hr>\n<p><a href="${escapeHtml(new URL(unsubscribeUrl).href)}">${unsubscribeWords(language)}</a></p>`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">
${paragraphs.join('\n')}${link}
</body></html>
`;
}

const endThese: Record<string, string> = {
  en: 'Stop these e-mails',
  ro: 'Nu mai trimiteți aceste e-mailuri',
  de: 'Diese E-Mails abbestellen',
  es: 'Dejar de recibir estos correos',
};

function unsubscribeWords(language: string): string {
  return endThese[language.slice(0, 2)] ?? 'Stop these e-mails';
}

/** Text as it may stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
