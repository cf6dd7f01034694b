import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { Agent, type Dispatcher, request } from 'undici';
import { parseJson } from './answer.ts';
import type { WriterSettings } from './config.ts';
import { WriterFailure } from './failure.ts';
import type { Prompt } from './prompt.ts';

/** A language model behind HTTP. */
export type Provider = {
  /** The model's text. Throws WriterFailure; ends when the signal says so, wherever the answer is by then. */
  complete(prompt: Prompt, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
};

/** Five short texts are a tenth of it. */
const mostAnswerBytes = 64 * 1024;
/** Tokens of an answer; five short texts in four languages need some 700 at most. */
const mostTokens = 1500;
const mostConnections = 16;
const anthropicVersion = '2023-06-01';

const AnthropicAnswer = Type.Object({
  content: Type.Array(Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) }), { minItems: 1 }),
});
const OpenAiAnswer = Type.Object({
  choices: Type.Array(Type.Object({ message: Type.Object({ content: Type.String() }) }), { minItems: 1 }),
});

type Call = { path: string; headers: Record<string, string>; body: object; textOf(answer: unknown): string };

/** The operator has chosen the URL: it may be inside the network. Redirects are not followed. */
export function createProvider(settings: Omit<WriterSettings, 'dailyBudget' | 'timeoutMs'>): Provider {
  const agent = new Agent({ connections: mostConnections, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4000 });
  const callFor = settings.provider === 'anthropic' ? anthropicCall : openAiCall;
  return {
    async complete(prompt, signal) {
      const { path, headers, body, textOf } = callFor(settings, prompt);
      try {
        const answer = await request(settings.url + path, {
          dispatcher: agent,
          method: 'POST',
          headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal,
        });
        return textOf(parseJson(await readJsonText(answer)));
      } catch (error) {
        throw failureOf(error, signal);
      }
    },
    close: () => agent.destroy(),
  };
}

function anthropicCall({ apiKey, model }: Pick<WriterSettings, 'apiKey' | 'model'>, { system, user }: Prompt): Call {
  return {
    path: '/v1/messages',
    headers: { 'anthropic-version': anthropicVersion, ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) },
    body: { model, max_tokens: mostTokens, system, messages: [{ role: 'user', content: user }] },
    textOf: (answer) =>
      checked(AnthropicAnswer, answer)
        .content.map(({ type, text = '' }) => (type === 'text' ? text : ''))
        .join(''),
  };
}

function openAiCall({ apiKey, model }: Pick<WriterSettings, 'apiKey' | 'model'>, { system, user }: Prompt): Call {
  return {
    path: '/chat/completions',
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    // No bound on tokens, which servers of this protocol name in two ways: the deadline and the size of the answer bound it.
    body: {
      model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      response_format: { type: 'json_object' },
    },
    textOf: (answer) => checked(OpenAiAnswer, answer).choices[0]?.message.content ?? '',
  };
}

function checked<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  if (!Value.Check(schema, value)) throw new WriterFailure('wrong_shape', 'the answer is not one of this protocol');
  return value;
}

/** The body of a good answer, as far as it is one and not too much. */
async function readJsonText({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<string> {
  try {
    if (statusCode !== 200) throw new WriterFailure(httpReason(statusCode), `status ${statusCode}`);
    const type = String(headers['content-type'] ?? '');
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type))
      throw new WriterFailure('content_type', 'the answer does not say that it is JSON');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > mostAnswerBytes) throw new WriterFailure('too_large', `more than ${mostAnswerBytes} bytes`);
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    // What is left is not read: the connection goes with it.
    body.on('error', () => undefined).destroy();
  }
}

function httpReason(status: number) {
  if (status === 401 || status === 403) return 'http_auth';
  if (status === 429) return 'http_rate_limited';
  return status >= 500 ? 'http_server' : 'http_client';
}

function failureOf(error: unknown, signal: AbortSignal): WriterFailure {
  if (error instanceof WriterFailure) return error;
  if (signal.aborted) return new WriterFailure('timeout', 'no whole answer in time');
  const { code = 'no code' } = error as { code?: string };
  return new WriterFailure('unreachable', `the connection failed (${code})`);
}
