import '../../picture/picture.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { mount, type Picture, type PictureData, type PictureNode, type Strings } from '../../picture/index.ts';
import type { Network, NetworkPartner } from '../api.ts';
import { go } from '../address.ts';
import { useWorld } from '../context.tsx';
import { type PartnerKind, partnerKinds } from '../kinds.ts';
import type { Texts } from '../texts/en.ts';
import { KindBadge, PartnerLink } from './bits.tsx';

/** A network drawn: its partners lead to their pages, its ties to the sentences that prove them. */
export function NetworkPicture({ network, focus = '' }: { network: Network; focus?: string }) {
  const { texts, dark } = useWorld();
  const [chosen, setChosen] = useState<NetworkPartner | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const picture = useRef<Picture | null>(null);
  const latest = useRef(network);
  latest.current = network;
  const options = { strings: stringsOf(texts), theme: dark ? 'dark' : 'light', background: dark ? '#1a212b' : '#ffffff', colourBy: 'kind', kinds: partnerKinds, wheel: 'focused' } as const;
  useEffect(() => {
    const partner = (id: string) => latest.current.partners.find((one) => one.partner.id === id)?.partner ?? null;
    picture.current = mount(place.current!, dataOf(network, focus), {
      ...options,
      onSelect: (what) => {
        if (what?.type === 'tie') {
          const [a, b] = [partner(what.tie.source), partner(what.tie.target)];
          if (a && b) {
            go({ tie: b.id === focus ? [b.slug, a.slug] : [a.slug, b.slug] });
          }
          return;
        }
        setChosen(what ? partner(what.node.id) : null);
      },
    });
    return () => picture.current?.destroy();
  }, []);
  useEffect(() => {
    picture.current?.update({ ...dataOf(network, focus), ...options });
    setChosen(null);
  }, [network, focus, texts, dark]);
  return (
    <div class="network">
      <div class={network.partners.length > 12 ? 'drawing' : 'drawing small'} ref={place} />
      <p class="chosen" aria-live="polite">
        {chosen ? <ChosenPartner partner={chosen} network={network} /> : texts.selectHint}
      </p>
      {network.truncated && <p class="hint">{texts.truncated(network.partners.length)}</p>}
      {network.linkCount > network.links.length && <p class="hint">{texts.tiesCut(network.links.length, network.linkCount)}</p>}
    </div>
  );
}

function ChosenPartner({ partner, network }: { partner: NetworkPartner; network: Network }) {
  const { texts } = useWorld();
  const drawn = network.links.filter(({ source, target }) => source.id === partner.id || target.id === partner.id).length;
  return (
    <>
      <strong>
        <PartnerLink partner={partner} />
      </strong>
      <KindBadge kind={partner.kind} />
      <span>{tiesText(texts, partner.collaborators.totalCount, drawn)}</span>
    </>
  );
}

/** How many ties a partner has in the whole network; and in the picture, where these are fewer. */
const tiesText = (texts: Texts, all: number, drawn: number): string => (drawn < all ? texts.tiesDrawn(all, drawn) : texts.tiesOf(all));

/** Areas are by the ties in the whole network: by those in the picture, all who are cut off alike would look alike. */
function dataOf(network: Network, focus: string): PictureData {
  return {
    nodes: network.partners.map(({ partner, community }) => ({
      id: partner.id, label: partner.name, kind: partner.kind, community, size: partner.collaborators.totalCount, focus: partner.id === focus,
    })),
    ties: network.links.map(({ source, target, collaboration }) => ({ source: source.id, target: target.id, weight: collaboration.strength })),
  };
}

function stringsOf(texts: Texts): Strings {
  const kind = (name: string) => texts.partnerKind[name as PartnerKind] ?? name;
  return {
    picture: texts.picture.about,
    help: texts.picture.help,
    node: (node: PictureNode, ties: number) => `${node.label}, ${kind(node.kind ?? '')}, ${tiesText(texts, node.size ?? ties, ties)}`,
    tie: (tie, source, target) => `${texts.tieOf(source.label, target.label)}, ${texts.tieStrength(tie.weight)}`,
    kind,
    community: texts.picture.community,
    others: texts.picture.others,
    zoomIn: texts.picture.zoomIn,
    zoomOut: texts.picture.zoomOut,
    fit: texts.picture.fit,
  };
}
