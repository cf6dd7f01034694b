/** As much of a JSON schema as the API's parameters and bodies use. */
export type Schema = {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
};

export type Parameter = { in: 'path' | 'query' | 'header'; name: string; required?: boolean; schema: Schema };

/** Who may call an operation, as its `x-access` says. */
export type OperationAccess = 'public' | 'signedIn' | 'selfOrStaff' | readonly string[];

export type Operation = {
  method: string;
  /** With its parameters in braces. */
  path: string;
  access: OperationAccess;
  parameters: readonly Parameter[];
  body: Schema | undefined;
};

type Described = {
  'x-access'?: OperationAccess;
  parameters?: readonly Parameter[];
  requestBody?: { content?: Readonly<Record<string, { schema?: Schema }>> };
};

/** Every operation of an OpenAPI document. Throws where one does not say who may call it. */
export function readOperations(document: unknown): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const { 'x-access': access, parameters = [], requestBody } = described;
      if (access === undefined) throw new Error(`${method} ${path} does not say who may call it`);
      const body = requestBody?.content?.['application/json']?.schema;
      return { method: method.toUpperCase(), path, access, parameters, body };
    }),
  );
}

/** The path with its parameters filled in. Throws where one has no value. */
export function fillPath(path: string, valueOf: (name: string) => string): string {
  return path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(valueOf(name)));
}
