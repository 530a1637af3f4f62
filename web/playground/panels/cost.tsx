import { type GraphiQLPlugin, pick, tryParseJSONC, useGraphiQL, useOperationsEditorState, useVariablesEditorState } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { type Answer, ask, type Complaint } from '../ask.ts';
import { setWantsActualCost, wantsActualCost } from '../settings.ts';
import { useLastAnswer, useTypedHeaders } from '../tab.ts';
import { icon, Nothing, Panel, Refused } from './panel.tsx';

export const costPlugin: GraphiQLPlugin = {
  title: 'Cost',
  icon: icon('M4 18a8 8 0 1 1 16 0', 'M12 18l4-6', 'M4 18h16'),
  content: CostPanel,
};

interface Cost {
  requested: number;
  limit: number;
  actual?: number;
  statements?: number;
}

interface Suggestion {
  path: string[];
  argument: string;
  max: number;
}

function CostPanel() {
  return (
    <Panel title="Cost">
      <h3>The query in the editor</h3>
      <Estimate />
      <h3>The last answer</h3>
      <LastCost />
      <ActualCostChoice />
      <p className="remark">An object costs 1 for every row of the lists around it. What costs more than the limit is refused before it runs.</p>
    </Panel>
  );
}

function Estimate() {
  const estimate = useEstimate();
  if (estimate === 'nothing') {
    return <Nothing>The editor is empty.</Nothing>;
  }
  if (!estimate) {
    return <p>Asking the server …</p>;
  }
  const refusal = estimate.errors?.[0];
  const cost = costOf(estimate);
  if (cost) {
    return (
      <>
        <Meter cost={cost} />
        {refusal && <Suggestions refusal={refusal} />}
      </>
    );
  }
  return <Refused>{refusal?.message ?? 'The server did not tell the cost.'}</Refused>;
}

/** Lets typing come to rest before the server is asked. */
const rest = 350;

/** Asks the server what the query in the editor would cost. */
function useEstimate(): Answer | 'nothing' | null {
  const [query] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  const operationName = useGraphiQL(pick('operationName')).operationName;
  const headers = useTypedHeaders();
  const [estimate, setEstimate] = useState<Answer | null>(null);
  const empty = query.trim() === '';
  useEffect(() => {
    if (empty) {
      return undefined;
    }
    const ended = new AbortController();
    const timer = window.setTimeout(() => {
      price(query, variables, operationName, headers, ended.signal).then(setEstimate, () => undefined);
    }, rest);
    return () => {
      window.clearTimeout(timer);
      ended.abort();
    };
  }, [empty, query, variables, operationName, headers]);
  return empty ? 'nothing' : estimate;
}

async function price(query: string, text: string, operationName: string | undefined, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  let variables: Record<string, unknown> | undefined;
  try {
    variables = tryParseJSONC(text) as Record<string, unknown> | undefined;
  } catch (error) {
    return { errors: [{ message: `The variables ${(error as Error).message}` }] };
  }
  return ask({ query, variables, operationName }, { headers: { ...headers, 'X-Cost': 'only' }, signal });
}

function LastCost() {
  const answer = useLastAnswer();
  if (!answer) {
    return <Nothing>Nothing has been run in this tab yet.</Nothing>;
  }
  const cost = costOf(answer);
  return cost ? <Meter cost={cost} /> : <Nothing>The last answer does not tell its cost.</Nothing>;
}

function costOf(answer: Answer): Cost | null {
  const cost = answer.extensions?.['cost'] as Cost | undefined;
  return typeof cost?.requested === 'number' ? cost : null;
}

const count = (n: number) => n.toLocaleString('en');

/** Shows a cost against its limit. */
function Meter({ cost }: { cost: Cost }) {
  const over = cost.requested > cost.limit;
  return (
    <div className={over ? 'meter over' : 'meter'}>
      <p>
        <strong>{count(cost.requested)}</strong> of {count(cost.limit)}
        {over && ': too much'}
      </p>
      <progress aria-label="Cost against the limit" max={cost.limit} value={Math.min(cost.requested, cost.limit)} />
      {cost.actual !== undefined && (
        <p>
          The answer really cost <strong>{count(cost.actual)}</strong> and took {count(cost.statements ?? 0)} SQL statements.
        </p>
      )}
    </div>
  );
}

/** Names the lists to shorten, as the server tells them with a refusal. */
function Suggestions({ refusal }: { refusal: Complaint }) {
  const suggestions = (refusal.extensions?.['suggestions'] ?? []) as Suggestion[];
  return (
    <>
      <Refused>{refusal.message}</Refused>
      {suggestions.length > 0 && (
        <ul className="suggestions">
          {suggestions.map((suggestion) => (
            <li key={suggestion.path.join('.')}>
              <code>{suggestion.path.join('.')}</code>: <code>{`${suggestion.argument}: ${suggestion.max}`}</code> at most
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ActualCostChoice() {
  const [wanted, setWanted] = useState(wantsActualCost());
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={wanted}
        onChange={(event) => {
          setWantsActualCost(event.target.checked);
          setWanted(event.target.checked);
        }}
      />
      Tell with each run what its answer really cost
    </label>
  );
}
