/** What the loops report; a pino logger fits. */
export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
};
