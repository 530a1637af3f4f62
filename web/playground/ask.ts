import { readKey } from './key.ts';

/** What a request may hold, as GraphQL over HTTP has it. */
export interface Question {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | null | undefined;
}

export interface Complaint {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: Complaint[];
  extensions?: Record<string, unknown>;
}

/** How a request is sent. */
export interface Manner {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Leaves the key of this tab out. */
  anonymous?: boolean;
}

/**
 * Asks the API. The key of this tab goes along unless the headers have an
 * authorization of their own. An answer that is none, or no server at all, is
 * told as an error of GraphQL, so that every panel has one way to show it.
 */
export async function ask(question: Question, { headers = {}, signal, anonymous = false }: Manner = {}): Promise<Answer> {
  const sent = new Headers({ Accept: 'application/json', ...headers, 'Content-Type': 'application/json' });
  const key = anonymous ? '' : readKey();
  if (key && !sent.has('Authorization')) {
    sent.set('Authorization', `Bearer ${key}`);
  }
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: sent,
      body: JSON.stringify({ ...question, operationName: presentName(question) }),
      credentials: 'same-origin',
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    return complaint('The server does not answer. Is it running, and is this machine connected to it?');
  }
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return complaint(`The server answered ${response.status} ${response.statusText} with something that is not JSON.`);
  }
}

/** Leaves out a name that the document does not have: the editor learns the names a moment after they change. */
function presentName({ query, operationName }: Question): string | undefined {
  return operationName && new RegExp(`\\b${operationName}\\b`).test(query) ? operationName : undefined;
}

function complaint(message: string): Answer {
  return { errors: [{ message }] };
}

/** Keeps the members of an object of headers that can be sent. */
export function plainHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) {
    return {};
  }
  return Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
