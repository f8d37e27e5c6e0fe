import { join } from 'node:path';
import ts from 'typescript';

export type Schema = { readonly [key: string]: unknown };

const root = join(import.meta.dirname, '../..');

/** JSON Schema of `report.json`, read from the type that the code uses, so that the two cannot disagree. */
export function reportSchema(): Schema {
  const file = join(root, 'src/model/report.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
  };
  const program = ts.createProgram([file], { ...options, target: ts.ScriptTarget.ES2024, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  const report = symbol && checker.getExportsOfModule(symbol).find(({ name }) => name === 'Report');
  if (report === undefined) throw new Error(`${file} exports no Report`);
  const definitions = new Map<string, Schema>();
  const schema = objectSchema(checker.getDeclaredTypeOfSymbol(report), { checker, definitions });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'report.json of taskflow-k8s',
    ...description(report, checker),
    ...schema,
    $defs: Object.fromEntries([...definitions].toSorted(([a], [b]) => a.localeCompare(b))),
  };
}

interface Context {
  readonly checker: ts.TypeChecker;
  readonly definitions: Map<string, Schema>;
}

function schemaOf(type: ts.Type, context: Context): Schema {
  if (type.isUnion()) return unionSchema(type, context);
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  if (context.checker.isArrayType(type)) {
    const [item] = context.checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: item === undefined ? {} : schemaOf(item, context) };
  }
  const values = type.getStringIndexType();
  if (values !== undefined) return { type: 'object', additionalProperties: schemaOf(values, context) };
  return namedSchema(type, context);
}

function unionSchema(type: ts.UnionType, context: Context): Schema {
  if (type.types.every((one) => one.isStringLiteral())) return { enum: type.types.map((one) => one.value) };
  if (type.types.every((one) => one.flags & ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
  return { anyOf: type.types.map((one) => schemaOf(one, context)) };
}

/** An interface becomes a definition under its name; an object type without a name stays where it is. */
function namedSchema(type: ts.Type, context: Context): Schema {
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Interface)) return objectSchema(type, context);
  if (!context.definitions.has(symbol.name)) {
    context.definitions.set(symbol.name, {});
    context.definitions.set(symbol.name, { ...description(symbol, context.checker), ...objectSchema(type, context) });
  }
  return { $ref: `#/$defs/${symbol.name}` };
}

function objectSchema(type: ts.Type, context: Context): Schema {
  const properties = context.checker.getPropertiesOfType(type);
  const required = properties.filter((one) => !(one.flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
  const described = properties.map((one) => {
    const declared = context.checker.getNonNullableType(context.checker.getTypeOfSymbol(one));
    return [one.name, { ...description(one, context.checker), ...schemaOf(declared, context) }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(described), required, additionalProperties: false };
}

/** What the comment at the declaration says. */
function description(symbol: ts.Symbol, checker: ts.TypeChecker): Schema {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim();
  return text === '' ? {} : { description: text };
}
