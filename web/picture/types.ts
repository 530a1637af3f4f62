/** One of the things a network connects. */
export interface PictureNode {
  id: string;
  label: string;
  kind?: string | undefined;
  /** From 1, the largest. */
  community?: number | undefined;
  /** What its area is drawn by; how many ties it has where it is left out. */
  size?: number | undefined;
  /** Marks what the network was drawn around. */
  focus?: boolean | undefined;
  data?: unknown;
}

/** What connects two nodes; source and target are their ids. */
export interface PictureTie {
  source: string;
  target: string;
  /** What its width is drawn by. */
  weight: number;
  label?: string | undefined;
  data?: unknown;
}

/** A network. Ties from a node to itself, or to nodes that are not there, are left out. */
export interface PictureData {
  nodes: readonly PictureNode[];
  ties: readonly PictureTie[];
}

/** What can be selected. */
export type Chosen = { type: 'node'; node: PictureNode } | { type: 'tie'; tie: PictureTie };

export type ColourBy = 'community' | 'kind';

/** Every word that the picture shows or speaks. */
export interface Strings {
  /** What the picture is, for those who do not see it. */
  picture(nodes: number, ties: number): string;
  /** Which keys do what. */
  help: string;
  /** A node as it is spoken: its label, kind and number of ties. */
  node(node: PictureNode, ties: number): string;
  /** A tie as it is spoken. */
  tie(tie: PictureTie, source: PictureNode, target: PictureNode): string;
  kind(kind: string): string;
  community(community: number): string;
  /** Stands in the legend for what is too many to have a colour of its own. */
  others: string;
  zoomIn: string;
  zoomOut: string;
  /** Shows the whole network again. */
  fit: string;
}

export interface Options {
  strings: Strings;
  /** What colours and shapes tell apart; 'community' where it is left out. */
  colourBy?: ColourBy;
  /** The order of kinds, by which each keeps its colour in all pictures; else they are taken by name. */
  kinds?: readonly string[] | undefined;
  /** 'system' follows the browser, and is what holds where it is left out. */
  theme?: 'light' | 'dark' | 'system';
  /** What the picture lies on, as CSS writes colours; the theme's white or black where it is left out. */
  background?: string | undefined;
  /** 'best' shows the labels that fit, the most important first, and is what holds where it is left out. */
  labels?: 'best' | 'none';
  /**
   * 'always' zooms with every turn of the wheel, and moves with every finger;
   * 'focused' only when the picture has the focus, so that pages scroll past it.
   */
  wheel?: 'always' | 'focused';
  /** false leaves the legend below the picture out; exports keep it. */
  legend?: boolean;
  onSelect?: (chosen: Chosen | null) => void;
}

/** A network that is drawn. */
export interface Picture {
  /** Draws other data, in other ways, or both. Nodes that stay keep their places. */
  update(change: Partial<PictureData> & Partial<Options>): void;
  /** Selects a node by its id, a tie by tieId, or nothing; onSelect is not called. What is not there selects nothing. */
  select(id: string | null): void;
  /** The whole network as a picture of pixels, with its legend. */
  png(): Promise<Blob>;
  /** The whole network as a picture of lines and texts, with its legend. */
  svg(): string;
  /** Takes the picture away, with all that listens for it. */
  destroy(): void;
}

/** The name of a tie, the same whichever end comes first. */
export function tieId(tie: Pick<PictureTie, 'source' | 'target'>): string {
  return tie.source < tie.target ? `${tie.source} ${tie.target}` : `${tie.target} ${tie.source}`;
}
