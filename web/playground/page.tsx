import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { pick, useGraphiQL } from '@graphiql/react';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useContext, useEffect, useMemo } from 'react';
import { ask, plainHeaders, type Question } from './ask.ts';
import { costPlugin } from './panels/cost.tsx';
import { examplesPlugin } from './panels/examples.tsx';
import { keyPlugin } from './panels/key.tsx';
import { networkPlugin } from './panels/network.tsx';
import { sharePlugin } from './panels/share.tsx';
import { tablePlugin } from './panels/table.tsx';
import { type Runs, RunsContext } from './runs.ts';
import { wantsActualCost } from './settings.ts';
import { type Shared, takeFragment } from './share.ts';
import { storage } from './storage.ts';
import { useOpenTab } from './tab.ts';

const welcome = `# Ctrl-Enter runs this,
# Ctrl-Space completes.
# On the left: examples,
# a builder, answers as
# tables and networks.

query NewestReleases {
  releases(first: 5) {
    totalCount
    nodes {
      publishedOn
      title
      partners(first: 3) {
        nodes {
          name
        }
      }
    }
  }
}
`;

const plugins = [
  examplesPlugin,
  { ...explorerPlugin({ showAttribution: false }), title: 'Explorer' },
  HISTORY_PLUGIN,
  tablePlugin,
  networkPlugin,
  costPlugin,
  sharePlugin,
  keyPlugin,
];

/**
 * Returns what asks the server for the editor, and remembers what was asked.
 * The schema is the same for everybody, and a key that is wrong must not hide it.
 */
function fetcherFor(runs: Runs): Fetcher {
  return async (params, options) => {
    const question = params as Question;
    if (question.operationName === 'IntrospectionQuery') {
      return ask(question, { anonymous: true });
    }
    const headers = plainHeaders(options?.headers);
    if (wantsActualCost()) {
      headers['X-Cost'] ??= 'full';
    }
    const answer = await ask(question, { headers });
    runs.keep(question, answer);
    return answer;
  };
}

/** The whole playground; shared is what the address carried. */
export function Page({ shared }: { shared: Shared | null }) {
  const runs = useContext(RunsContext);
  const fetcher = useMemo(() => fetcherFor(runs), [runs]);
  const carried = shared ? { initialQuery: shared.query, initialVariables: shared.variables } : {};
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      visiblePlugin={examplesPlugin}
      storage={storage}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      defaultEditorToolsVisibility="variables"
      defaultQuery={welcome}
      schemaDescription
      {...carried}
    >
      <GraphiQL.Logo>
        <Links />
      </GraphiQL.Logo>
      <LinkedTabs />
      <AllAlphabets />
    </GraphiQL>
  );
}

/** Texts of a newsroom hold curly quotes and several alphabets: the editor shall not mark them as suspicious. */
function AllAlphabets() {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  useEffect(() => {
    const unicodeHighlight = { ambiguousCharacters: false, nonBasicASCII: false };
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions({ unicodeHighlight });
    }
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}

function Links() {
  return (
    <nav className="links" aria-label="Pressgraph">
      <strong>Pressgraph</strong>
      <a href="/explore">Explore</a>
      <a href="/schema.graphql" target="_blank" rel="noreferrer">
        Schema
      </a>
      <a href="/licenses.txt" target="_blank" rel="noreferrer">
        Licences
      </a>
    </nav>
  );
}

/** Opens what a link carries that is followed while the page is open. */
function LinkedTabs() {
  const open = useOpenTab();
  useEffect(() => {
    const follow = () => {
      const shared = open && takeFragment();
      if (shared) {
        open(shared);
      }
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [open]);
  return null;
}
