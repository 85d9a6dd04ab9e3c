// Colours that people with any kind of colour vision can tell apart, on light and on dark ground.
// Categories: after Okabe and Ito (2008) and Tol's "bright" and "muted" schemes (SRON, 2021), lightness fitted to the
// ground; ramps run in lightness too, so that they survive without hue.

/** [red, green, blue], each 0..255. */
export type Colour = readonly [number, number, number];

export interface Theme {
  dark: boolean;
  background: Colour;
  categories: readonly Colour[];
  /** What belongs to none of the named categories. */
  other: Colour;
  ramp: readonly Colour[];
}

export const LIGHT: Theme = {
  dark: false,
  background: [255, 255, 255],
  categories: [
    [0, 101, 164],
    [203, 78, 0],
    [0, 128, 94],
    [178, 60, 128],
    [150, 115, 0],
    [88, 72, 168],
    [16, 130, 160],
    [170, 51, 51],
    [92, 118, 22],
    [104, 84, 72],
  ],
  other: [146, 144, 138],
  ramp: ramp([
    [36, 104, 130],
    [104, 134, 116],
    [176, 130, 40],
    [204, 84, 20],
    [150, 24, 40],
  ]),
};

export const DARK: Theme = {
  dark: true,
  background: [23, 23, 21],
  categories: [
    [86, 180, 233],
    [240, 148, 60],
    [72, 200, 150],
    [228, 140, 196],
    [236, 214, 80],
    [160, 150, 240],
    [110, 214, 220],
    [240, 118, 110],
    [170, 200, 90],
    [206, 178, 156],
  ],
  other: [112, 110, 104],
  ramp: ramp([
    [70, 130, 160],
    [120, 160, 150],
    [210, 190, 110],
    [248, 170, 80],
    [255, 110, 90],
  ]),
};

export function css([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** The colour as a pixel of an ImageData: 0xAABBGGRR. */
export function pixel([red, green, blue]: Colour): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A colour that stands back: a share of it on the ground. */
export function faded(colour: Colour, ground: Colour, share: number): Colour {
  return mixed(ground, colour, share);
}

/** Sixteen steps through the given stops. */
function ramp(stops: readonly Colour[]): Colour[] {
  return Array.from({ length: 16 }, (_, step) => {
    const place = (step / 15) * (stops.length - 1);
    const from = Math.min(Math.floor(place), stops.length - 2);
    return mixed(stops[from] as Colour, stops[from + 1] as Colour, place - from);
  });
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  const one = (part: 0 | 1 | 2) => Math.round(from[part] + (to[part] - from[part]) * share);
  return [one(0), one(1), one(2)];
}
