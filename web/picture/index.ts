export { graphml } from './graphml.ts';
export { mount } from './mount.ts';
export { type Chosen, type ColourBy, type Options, type Picture, type PictureData, type PictureNode, type PictureTie, type Strings, tieId } from './types.ts';
