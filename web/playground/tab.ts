import { pick, tryParseJSONC, useGraphiQL, useGraphiQLActions, useHeadersEditorState } from '@graphiql/react';
import { useCallback, useContext, useMemo } from 'react';
import { type Answer, plainHeaders, type Question } from './ask.ts';
import { RunsContext } from './runs.ts';
import { type Shared } from './share.ts';

/** Returns the last answer in the tab that is open; null before the first. */
export function useLastAnswer(): Answer | null {
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'));
  const response = tabs[activeTabIndex]?.response ?? null;
  return useMemo(() => (response === null ? null : parse(response)), [response]);
}

/** Returns what the last answer was asked for with; null where that is not known. */
export function useLastQuestion(answer: Answer | null): Question | null {
  const runs = useContext(RunsContext);
  return useMemo(() => (answer === null ? null : runs.of(answer)), [runs, answer]);
}

function parse(response: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(response);
    return typeof answer === 'object' && answer !== null ? answer : null;
  } catch {
    return null;
  }
}

/** Returns what puts query and variables into a tab: into the one that is open if it is empty, else into a new one. */
export function useOpenTab(): ((shared: Shared) => void) | null {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  const open = useCallback(
    (shared: Shared) => {
      if (queryEditor?.getValue().trim() !== '') {
        addTab();
      }
      queryEditor?.setValue(shared.query);
      variableEditor?.setValue(shared.variables);
      queryEditor?.focus();
    },
    [addTab, queryEditor, variableEditor],
  );
  return queryEditor && variableEditor ? open : null;
}

/** Returns the headers that are typed in the editor; none while they are not an object. */
export function useTypedHeaders(): Record<string, string> {
  const [text] = useHeadersEditorState();
  return useMemo(() => {
    try {
      return plainHeaders(tryParseJSONC(text));
    } catch {
      return {};
    }
  }, [text]);
}
