import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse, type SelectionNode, valueFromASTUntyped } from 'graphql';
import type { Question } from '../ask.ts';

export type JsonObject = Record<string, unknown>;

/** A field as it was asked for: its name in the schema, and under which name it is answered. */
export interface Field {
  name: string;
  key: string;
  args: JsonObject;
  fields: Field[];
}

/** Reads which fields a question asks for, fragments and aliases resolved; none where it cannot be read. */
export function fieldsOf({ query, operationName, variables }: Question): Field[] {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return [];
  }
  const operations = document.definitions.filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  const operation = operations.find((one) => one.name?.value === operationName) ?? operations[0];
  const fragments = new Map(
    document.definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
  );
  if (!operation) {
    return [];
  }
  const known: JsonObject = { ...variables };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (!(variable.name.value in known) && defaultValue) {
      known[variable.name.value] = valueFromASTUntyped(defaultValue);
    }
  }
  return collect(operation.selectionSet.selections, fragments, known);
}

/** Collects fields by the names they are answered under; what is asked twice is joined. */
function collect(selections: readonly SelectionNode[], fragments: Map<string, FragmentDefinitionNode>, variables: JsonObject): Field[] {
  const nodes = new Map<string, FieldNode[]>();
  for (const node of flattened(selections, fragments, new Set())) {
    const key = node.alias?.value ?? node.name.value;
    nodes.set(key, [...(nodes.get(key) ?? []), node]);
  }
  return [...nodes].map(([key, same]) => ({
    key,
    name: same[0]!.name.value,
    args: Object.fromEntries((same[0]!.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)])),
    fields: collect(same.flatMap((node) => node.selectionSet?.selections ?? []), fragments, variables),
  }));
}

function flattened(selections: readonly SelectionNode[], fragments: Map<string, FragmentDefinitionNode>, inside: Set<string>): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      return [selection];
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return flattened(selection.selectionSet.selections, fragments, inside);
    }
    const name = selection.name.value;
    const fragment = fragments.get(name);
    return fragment && !inside.has(name) ? flattened(fragment.selectionSet.selections, fragments, new Set([...inside, name])) : [];
  });
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an answer under the names of the schema; of several answers to one field, the first that is not null. */
export function unaliased(value: unknown, fields: Field[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => unaliased(item, fields));
  }
  if (!isObject(value)) {
    return value;
  }
  const plain: JsonObject = {};
  for (const { name, key, fields: inner } of fields) {
    if (key in value) {
      plain[name] ??= unaliased(value[key], inner);
    }
  }
  return plain;
}
