/** A question worth asking, with whom it is for. */
export interface Example {
  name: string;
  title: string;
  explanation: string;
  audience: string;
  query: string;
  variables: string;
}

/** The groups, in the order in which they are shown. */
export const audiences = ['front-end developers', 'analysts', 'editors'] as const;

const queries = import.meta.glob<string>('../../examples/queries/*.graphql', { query: '?raw', import: 'default', eager: true });
const variables = import.meta.glob<string>('../../examples/queries/*.variables.json', { query: '?raw', import: 'default', eager: true });

/** All examples of examples/queries, by the names of their files. */
export const examples: Example[] = Object.keys(queries)
  .sort()
  .map((path) => read(path, queries[path]!, variables[path.replace(/\.graphql$/, '.variables.json')] ?? ''));

/** Reads the comment at a file's head: a line with the title, the explanation, and whom it is for. */
function read(path: string, text: string, values: string): Example {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const comment = lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
  const audience = comment.find((line) => line.startsWith('for: '))?.slice('for: '.length) ?? '';
  const explanation = comment.slice(1).filter((line) => !line.startsWith('for: '));
  return {
    name: path.slice(path.lastIndexOf('/') + 1, -'.graphql'.length),
    title: comment[0] ?? '',
    explanation: explanation.join(' ').trim(),
    audience,
    query: lines.slice(end).join('\n').trim() + '\n',
    variables: values.trim(),
  };
}
