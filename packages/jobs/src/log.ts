/** What the package reports; a pino logger fits. */
export type Log = {
  warn(details: object, message: string): void;
};
