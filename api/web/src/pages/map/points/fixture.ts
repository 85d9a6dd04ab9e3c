// A body of points as the server sends it, for the tests.

export interface Row {
  x: number;
  y: number;
  chunkId: number;
  document?: number;
  cluster?: number;
  distortion?: number;
}

export function bodyOf(rows: readonly Row[]): ArrayBuffer {
  const n = rows.length;
  const body = new ArrayBuffer(64 + 20 * n);
  const view = new DataView(body);
  new Uint8Array(body).set(new TextEncoder().encode("SBM1"));
  view.setUint32(4, 64, true);
  view.setUint32(8, n, true);
  view.setUint32(12, 20, true);
  view.setFloat64(16, 812, true);
  rows.forEach(({ x, y, chunkId, document = 1, cluster = 0, distortion = 0 }, i) => {
    view.setFloat32(64 + 4 * i, x, true);
    view.setFloat32(64 + 4 * n + 4 * i, y, true);
    view.setUint32(64 + 8 * n + 4 * i, chunkId, true);
    view.setUint32(64 + 12 * n + 4 * i, document, true);
    view.setUint16(64 + 16 * n + 2 * i, cluster, true);
    view.setUint8(64 + 18 * n + i, distortion);
  });
  return body;
}

/** Rows spread over the square by a fixed sequence. */
export function scattered(n: number): Row[] {
  return Array.from({ length: n }, (_, i) => ({
    x: Math.sin(i * 12.9898) * 0.97,
    y: Math.cos(i * 78.233) * 0.97,
    chunkId: 10 + 3 * i,
    document: i % 7,
    cluster: i % 5,
  }));
}
