// The binary body of `GET /v1/map/points`, as docs/map.md lays it out.

export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** Columns of equal length, points in ascending order of chunk id. */
export interface Columns {
  x: Float32Array;
  y: Float32Array;
  chunkIds: Uint32Array;
  documents: Uint32Array;
  clusters: Uint16Array;
  distortion: Uint8Array;
  flags: Uint8Array;
}

export interface Decoded extends Columns {
  sequence: number;
  box: Box;
}

export const NO_CLUSTER = 65535;
export const NOT_MEASURED = 255;
export const ADDED_LATER = 1;
export const HAS_DUPLICATE = 2;

const MAGIC = 0x314d4253; // "SBM1", little-endian
const POINT_BYTES = 20;

/** Throws an Error when the body is not of this layout. Views, no copies. */
export function decode(body: ArrayBuffer): Decoded {
  if (body.byteLength < 64) throw new Error("the points of the map were cut off");
  const header = new DataView(body);
  const begin = header.getUint32(4, true);
  const n = header.getUint32(8, true);
  if (header.getUint32(0, true) !== MAGIC || header.getUint32(12, true) !== POINT_BYTES)
    throw new Error("the points of the map have a layout that this page does not know");
  if (body.byteLength < begin + POINT_BYTES * n) throw new Error("the points of the map were cut off");
  return {
    sequence: header.getFloat64(16, true),
    box: {
      left: header.getFloat32(24, true),
      bottom: header.getFloat32(28, true),
      right: header.getFloat32(32, true),
      top: header.getFloat32(36, true),
    },
    x: new Float32Array(body, begin, n),
    y: new Float32Array(body, begin + 4 * n, n),
    chunkIds: new Uint32Array(body, begin + 8 * n, n),
    documents: new Uint32Array(body, begin + 12 * n, n),
    clusters: new Uint16Array(body, begin + 16 * n, n),
    distortion: new Uint8Array(body, begin + 18 * n, n),
    flags: new Uint8Array(body, begin + 19 * n, n),
  };
}
