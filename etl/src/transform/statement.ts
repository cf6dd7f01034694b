/** One statement of a run; the rows that it writes are counted to the table. */
export type Statement = {
  table: string;
  sql: string;
  /** Has to run first; what it writes is not counted. */
  before?: string;
};
