import { ApiError } from './api-error.ts';
import type { Method, Send, SendOptions } from './send.ts';

/** A request in the name of whoever is signed in, if anybody is. The answer's type is one of `@airside/contracts`. */
export type Call = <Answer>(method: Method, path: string, options?: SendOptions) => Promise<Answer>;

/** Where access tokens come from. */
export type Tokens = {
  /** One that has not expired; undefined while nobody is signed in. */
  current(): Promise<string | undefined>;
  /** Another one than that which was just refused; undefined where the session has ended. */
  replace(refused: string): Promise<string | undefined>;
};

/** A refused token is replaced once: keys rotate and sessions end elsewhere. */
export function createCall(send: Send, tokens: Tokens): Call {
  return async <Answer>(method: Method, path: string, options: SendOptions = {}): Promise<Answer> => {
    const token = await tokens.current();
    try {
      return await send<Answer>(method, path, { ...options, token });
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || error.status !== 401) throw error;
      const next = await tokens.replace(token);
      if (next === undefined) throw error;
      return send<Answer>(method, path, { ...options, token: next });
    }
  };
}
