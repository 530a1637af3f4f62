import { pick, useGraphiQL } from '@graphiql/react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Chosen, ColourBy, Options, Picture } from '../../picture/index.ts';
import type { Network } from '../network/find.ts';
import { kinds, strings } from '../network/words.ts';
import { save } from '../save.ts';
import { About } from './network-about.tsx';
import { Refused, WideView } from './panel.tsx';

/** A network as a picture, with what is selected in it and files of it. */
export function Drawn({ network, notes }: { network: Network; notes: ReactNode }) {
  const [wide, setWide] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const [wanted, setColourBy] = useState<ColourBy>('community');
  const has = (by: ColourBy) => network.nodes.some((node) => node[by] !== undefined);
  const colourBy = has(wanted) || !has(other(wanted)) ? wanted : other(wanted);
  const [picture, setPicture] = useState<Picture | null>(null);
  const content = (
    <div className={wide ? 'network network-wide' : 'network'}>
      <div className="actions">
        {(has('community') || has('kind')) && (
          <label className="choice">
            Colour
            <select className="field" value={colourBy} onChange={(event) => setColourBy(event.target.value as ColourBy)}>
              <option value="community" disabled={!has('community')}>
                by community
              </option>
              <option value="kind" disabled={!has('kind')}>
                by kind
              </option>
            </select>
          </label>
        )}
        <Files network={network} picture={picture} />
        <button type="button" className="action" onClick={() => setWide(!wide)}>
          {wide ? 'Close' : 'Wide view'}
        </button>
      </div>
      <Stage network={network} colourBy={colourBy} selected={selected} onSelect={setSelected} onDrawn={setPicture} />
      <div className="network-about">
        {notes}
        <About network={network} selected={selected} onSelect={setSelected} />
      </div>
    </div>
  );
  if (!wide) {
    return content;
  }
  return (
    <WideView label={`Network: ${network.name}`} title={network.name} onClose={() => setWide(false)}>
      {content}
    </WideView>
  );
}

const other = (by: ColourBy): ColourBy => (by === 'community' ? 'kind' : 'community');

interface StageProps {
  network: Network;
  colourBy: ColourBy;
  selected: string | null;
  onSelect: (id: string | null) => void;
  onDrawn: (picture: Picture | null) => void;
}

/** Where the picture is drawn. What draws it is fetched when it is first wanted. */
function Stage({ network, colourBy, selected, onSelect, onDrawn }: StageProps) {
  const element = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  const [failed, setFailed] = useState(false);
  const theme = useGraphiQL(pick('theme')).theme ?? 'system';
  const options = useMemo<Options>(() => ({ strings, colourBy, kinds, theme, wheel: 'always' }), [colourBy, theme]);
  const first = useRef(options);
  useEffect(() => {
    let drawn: Picture | null = null;
    let gone = false;
    const draw = async () => {
      const { mount, tieId } = await import('../../picture/index.ts');
      if (gone || !element.current) {
        return;
      }
      const idOf = (chosen: Chosen) => (chosen.type === 'node' ? chosen.node.id : tieId(chosen.tie));
      drawn = mount(element.current, network, { ...first.current, onSelect: (chosen) => onSelect(chosen && idOf(chosen)) });
      setPicture(drawn);
      onDrawn(drawn);
    };
    draw().catch(() => setFailed(true));
    return () => {
      gone = true;
      drawn?.destroy();
      onDrawn(null);
    };
  }, [network, onSelect, onDrawn]);
  useEffect(() => {
    first.current = options;
    picture?.update(options);
  }, [picture, options]);
  useEffect(() => picture?.select(selected), [picture, selected]);
  if (failed) {
    return <Refused>What draws the picture could not be loaded. Is the server there? Open the panel again to try again.</Refused>;
  }
  return <div ref={element} className="network-stage" />;
}

/** Offers the picture as files. */
function Files({ network, picture }: { network: Network; picture: Picture | null }) {
  const [failure, setFailure] = useState('');
  const keep = async (ending: string, content: () => Blob | Promise<Blob>) => {
    try {
      save(`${network.name}.${ending}`, await content());
      setFailure('');
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  const graphml = async () => {
    const { graphml: write } = await import('../../picture/index.ts');
    return new Blob([network.file ?? write(network)], { type: 'application/graphml+xml' });
  };
  return (
    <>
      <button type="button" className="action" disabled={!picture} onClick={() => void keep('png', () => picture!.png())}>
        PNG
      </button>
      <button type="button" className="action" disabled={!picture} onClick={() => void keep('svg', () => new Blob([picture!.svg()], { type: 'image/svg+xml' }))}>
        SVG
      </button>
      <button type="button" className="action" onClick={() => void keep('graphml', graphml)}>
        GraphML
      </button>
      {failure && <Refused>{failure}</Refused>}
    </>
  );
}
