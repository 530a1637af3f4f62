import { type GraphiQLPlugin, useOperationsEditorState, useVariablesEditorState } from '@graphiql/react';
import { link } from '../share.ts';
import { CopyButton, icon, Nothing, Panel } from './panel.tsx';

export const sharePlugin: GraphiQLPlugin = {
  title: 'Share',
  icon: icon('M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6', 'M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4L12 18.4'),
  content: Share,
};

/** Some programs that pass links on cut longer ones. */
const longLink = 8000;

function Share() {
  const [query] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  if (query.trim() === '') {
    return (
      <Panel title="Share">
        <Nothing>The editor is empty: there is nothing to share.</Nothing>
      </Panel>
    );
  }
  const address = link({ query, variables });
  return (
    <Panel title="Share">
      <p>This link opens the query and its variables in another browser.</p>
      <textarea className="field link" readOnly rows={6} aria-label="Link" value={address} onFocus={(event) => event.target.select()} />
      <div className="actions">
        <CopyButton label="Copy link" text={() => address} />
      </div>
      {address.length > longLink && (
        <p className="remark">The link is {address.length.toLocaleString('en')} characters long; some programs cut links of this length.</p>
      )}
      <p className="remark">Headers and keys are never part of it, nor is the answer. It stands behind the # of the address, which browsers do not send to servers.</p>
    </Panel>
  );
}
