import { type NoticeLanguage, noticeLanguages } from '@airside/contracts';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { type Wording, type WordingKind, wordingKinds, wordingParts } from '../src/messages/wording.ts';
import { kindTexts, partNames } from '../src/writer/prompt-text.ts';
import { goodWording } from './wording-corpus.ts';

/** What the endpoint was asked. */
export type ModelCall = {
  path: string;
  headers: IncomingHttpHeaders;
  /** Everything that was sent. */
  body: string;
  kind: WordingKind;
  language: NoticeLanguage;
};

/** Answers a call, or does worse. */
export type Behaviour = (call: ModelCall, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A language model behind a real socket, which does as it is told. */
export type ModelEndpoint = {
  url: string;
  calls: ModelCall[];
  behave: Behaviour;
  close(): Promise<void>;
};

export async function startModel(): Promise<ModelEndpoint> {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void readText(request).then(async (body) => {
      const call = read(request, body);
      model.calls.push(call);
      await model.behave(call, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model: ModelEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    behave: answerWell,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return model;
}

const languageNames: Record<string, NoticeLanguage> = { English: 'en', Romanian: 'ro', German: 'de', Spanish: 'es' };

function read({ url = '', headers }: IncomingMessage, body: string): ModelCall {
  const { messages } = JSON.parse(body) as { messages: { content: string }[] };
  const question = JSON.parse(messages.at(-1)?.content ?? '') as { about: string; language: string };
  const kind = wordingKinds.find((each) => kindTexts[each] === question.about);
  const language = languageNames[question.language];
  if (kind === undefined || language === undefined || !noticeLanguages.includes(language))
    throw new Error(`asked for ${question.about} in ${question.language}`);
  return { path: url, headers, body, kind, language };
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The answer of the protocol that was spoken, with this text in it. */
export function sayText({ path }: ModelCall, response: ServerResponse, text: string): void {
  if (path.endsWith('/v1/messages')) json(response, { type: 'message', content: [{ type: 'text', text }] });
  else
    json(response, {
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: text } }],
    });
}

export function answerOf(wording: Wording): Record<string, string> {
  return Object.fromEntries(wordingParts.map((part) => [partNames[part], wording[part]]));
}

export function answerWell(call: ModelCall, response: ServerResponse): void {
  sayText(call, response, JSON.stringify(answerOf(goodWording(call.kind, call.language))));
}

/** A good answer with some parts changed. */
export function answerWith(change: (good: Wording) => Partial<Wording>): Behaviour {
  return (call, response) => {
    const good = goodWording(call.kind, call.language);
    sayText(call, response, JSON.stringify(answerOf({ ...good, ...change(good) })));
  };
}
