import { type Bound, type Field, isBytes, isFloat, sizeOf, storedRange } from "./field";

/** What a record of a dataset is, as `veriset.records.schema.Schema` has it. */
export interface Schema {
  readonly name: string;
  readonly description: string;
  /** The field that a model learns to predict. */
  readonly label: string | null;
  readonly fields: readonly Field[];
  /** Bytes of a record. */
  readonly recordSize: number;
}

/** Bytes of the largest record. */
const MAX_RECORD_SIZE = 256;

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
// eslint-disable-next-line no-control-regex
const LINE = /^[^\x00-\x1f\x7f-\x9f]{0,200}$/u;
const TYPE = /^(u?int(8|16|32|64)|float(16|32|64)|bytes([1-9]|[12]\d|3[0-2]))$/;

const SCHEMA_KEYS = ["format", "name", "description", "label", "fields"];
const FIELD_KEYS = [
  "name",
  "type",
  "description",
  "unit",
  "minimum",
  "maximum",
  "scale",
  "nan",
  "nominal",
];

type Values = Record<string, unknown>;

/** The dataset's schema on the chain is none; the message says why. */
export class SchemaError extends Error {}

/** The schema in JSON from the chain; anybody may have written it.
 * @throws SchemaError if it is not a schema of records. */
export function parseSchema(content: Uint8Array): Schema {
  let values: unknown;
  try {
    values = parseExactly(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    throw new SchemaError("it is not JSON");
  }
  const schema = object(values, "the schema", SCHEMA_KEYS);
  if ("format" in schema && schema.format !== "veriset-schema:1") {
    throw new SchemaError("its format is not veriset-schema:1");
  }
  const name = text(schema, "name", NAME, "name");
  if (!Array.isArray(schema.fields) || schema.fields.length === 0) {
    throw new SchemaError("it has no fields");
  }
  const fields = schema.fields.map(parseField);
  const names = fields.map((field) => field.name);
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  if (twice !== undefined) throw new SchemaError(`it has the field ${twice} twice`);
  const label = schema.label == null ? null : text(schema, "label", NAME, "label");
  if (label !== null && !names.includes(label)) {
    throw new SchemaError(`it has no field ${label} to be its label`);
  }
  const recordSize = fields.reduce((sum, field) => sum + sizeOf(field), 0);
  if (recordSize > MAX_RECORD_SIZE) {
    throw new SchemaError(`its records have ${recordSize} bytes; the largest have 256`);
  }
  const description = text(schema, "description", LINE, "description", "");
  return { name, description, label, fields, recordSize };
}

function parseField(value: unknown, at: number): Field {
  const where = `field ${at}`;
  const values = object(value, where, FIELD_KEYS);
  const field: Field = {
    name: text(values, "name", NAME, where),
    type: text(values, "type", TYPE, where),
    description: text(values, "description", LINE, where, ""),
    unit: text(values, "unit", LINE, where, ""),
    minimum: bound(values.minimum, where),
    maximum: bound(values.maximum, where),
    scale: values.scale == null ? null : Number(bound(values.scale, where)),
    nan: flag(values.nan, where),
    nominal: flag(values.nominal, where),
  };
  checkField(field);
  return field;
}

/** Refuse a type, range and scale that do not fit together. */
function checkField(field: Field): void {
  const refuse = (reason: string): never => {
    throw new SchemaError(`field ${field.name}: ${reason}`);
  };
  if (field.scale !== null && !(field.scale > 0 && Number.isFinite(field.scale))) {
    refuse("its scale is not above 0");
  }
  if (isBytes(field)) {
    const plain = field.minimum ?? field.maximum ?? field.scale;
    if (plain !== null || field.nan) refuse("bytes have no range, scale or NaN");
    return;
  }
  if (field.nan && !isFloat(field)) refuse(`${field.type} cannot hold NaN`);
  if (field.scale !== null && (isFloat(field) || sizeOf(field) > 4)) {
    refuse("only integers of up to 32 bits can have a scale");
  }
  for (const end of [field.minimum, field.maximum]) {
    if (typeof end === "number" && !Number.isFinite(end)) refuse("its range has no end");
  }
  const [low, high] = storedRange(field);
  if (low > high) refuse(`no ${field.type} is in its range`);
}

function object(value: unknown, where: string, keys: readonly string[]): Values {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SchemaError(`${where} is not an object`);
  }
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new SchemaError(`${where} has the unknown key ${unknown}`);
  return value as Values;
}

function text(values: Values, key: string, form: RegExp, where: string, without?: string): string {
  const value = values[key] ?? without;
  if (typeof value !== "string" || (!(value === "" && without === "") && !form.test(value))) {
    throw new SchemaError(`${where}: ${key} is missing or has another form`);
  }
  return value;
}

function flag(value: unknown, where: string): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new SchemaError(`${where}: nan and nominal are true or false`);
  }
  return value ?? false;
}

function bound(value: unknown, where: string): Bound | null {
  if (value == null) return null;
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw new SchemaError(`${where}: a range or scale is not a number`);
}

/** JSON whose integers beyond 2^53 stay exact, as bigint. */
function parseExactly(json: string): unknown {
  const mark = "\u0000";
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"\\u0000${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(1)) : value,
  ) as unknown;
}
