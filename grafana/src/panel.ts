/** How a value is written; names of Grafana's own units. */
export type Unit =
  | 'short'
  | 's'
  | 'reqps'
  | 'percentunit'
  | 'bytes'
  | 'cps'
  | 'cpm'
  | 'bool_yes_no'
  | 'dateTimeFromNow';

export type Query = { expr: string /** `{{service}}` and so on; what tells series apart. */; legend?: string };

/** Where a line means trouble: from there on it is red. */
export type Trouble = { above: number } | { below: number };

export type Panel = {
  title: string;
  /** What is seen, and what it means where it is not usual. */
  description: string;
  unit: Unit;
  queries: readonly Query[];
  trouble?: Trouble;
  /** One number rather than lines. */
  isNumber?: boolean;
  /** Why there may be nothing to show while all is well. */
  mayBeEmpty?: string;
};

export type Dashboard = {
  /** Of its file and its address: `airside-gateway`. */
  uid: string;
  title: string;
  description: string;
  rows: readonly { title: string; panels: readonly Panel[] }[];
};
