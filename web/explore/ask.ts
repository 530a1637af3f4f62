import { readKey } from '../playground/key.ts';

/** A query with its variables; T is what it is answered with. */
export interface Question<T> {
  query: string;
  variables: Record<string, unknown>;
  /** Only for the compiler, which else would forget T. */
  readonly answers?: T;
}

/**
 * Why there is no answer: the server is away, it does not know the key, it
 * refuses the query, or what it says is no answer.
 */
export interface Trouble {
  kind: 'away' | 'key' | 'refused' | 'broken';
  /** The server's own words; empty where it said none. */
  reason: string;
}

/** Reports whether a trouble is one of the whole page, which needs to be told once. */
export const isShared = ({ kind }: Trouble): boolean => kind === 'away' || kind === 'key';

export type Outcome<T> = { data: T; trouble: null } | { data: null; trouble: Trouble };

interface Body<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Asks the API once. It rejects only where the signal ends it. */
export async function ask<T>(question: Question<T>, signal: AbortSignal): Promise<Outcome<T>> {
  const headers = new Headers({ Accept: 'application/json', 'Content-Type': 'application/json' });
  const key = readKey();
  if (key) {
    headers.set('Authorization', `Bearer ${key}`);
  }
  const { query, variables } = question;
  let response: Response;
  let text: string;
  try {
    response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }), credentials: 'same-origin', signal });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return failed('away', '');
  }
  return read<T>(response, text);
}

/** Reads an answer. One that says of anything that it went wrong is none: half a picture would mislead. */
function read<T>(response: Response, text: string): Outcome<T> {
  let body: Body<T>;
  try {
    body = JSON.parse(text) as Body<T>;
  } catch {
    return failed(response.status >= 502 ? 'away' : 'broken', `${response.status} ${response.statusText}`);
  }
  const reason = body.errors?.map((error) => error.message).join('\n') ?? '';
  if (response.status === 401) {
    return failed('key', reason);
  }
  if (reason !== '') {
    return failed(response.status >= 500 ? 'broken' : 'refused', reason);
  }
  return body.data ? { data: body.data, trouble: null } : failed('broken', `${response.status} ${response.statusText}`);
}

function failed(kind: Trouble['kind'], reason: string): { data: null; trouble: Trouble } {
  return { data: null, trouble: { kind, reason } };
}
