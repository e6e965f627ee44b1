import { type DiscStamp, discStamp } from "./disc-coverage.js";

/**
 * Stamps of discs of one radius at every sub-pixel place, made when first needed. Small discs, where a shift shows
 * most, get the finest places (1/32 pixel).
 */
export class DiscStamps {
  readonly reach: number;
  readonly places: number;
  readonly #radius: number;
  readonly #stamps: (DiscStamp | undefined)[];

  constructor(radius: number) {
    this.#radius = radius;
    this.reach = Math.ceil(radius);
    this.places = radius < 2 ? 32 : radius < 8 ? 16 : radius < 32 ? 8 : 4;
    this.#stamps = new Array<DiscStamp | undefined>(this.places * this.places);
  }

  /** The stamp for a centre at place (`ix`, `iy`) of its pixel, counted in 1/`places`. */
  at(ix: number, iy: number): DiscStamp {
    const index = iy * this.places + ix;
    let stamp = this.#stamps[index];
    if (stamp === undefined) {
      // The middle of the place: the mean error over many points is nil.
      stamp = discStamp(this.#radius, (ix + 0.5) / this.places, (iy + 0.5) / this.places, this.reach);
      this.#stamps[index] = stamp;
    }
    return stamp;
  }
}

/** Stamps by radius. Radii that differ by less than 1/64 pixel share theirs, so that sizes per point stay cheap. */
export class StampTable {
  readonly #byRadius: Map<number, DiscStamps> = new Map();

  forRadius(radius: number): DiscStamps {
    const key = radius < 1 ? radius : Math.round(radius * 64) / 64;
    let stamps = this.#byRadius.get(key);
    if (stamps === undefined) {
      stamps = new DiscStamps(key);
      this.#byRadius.set(key, stamps);
    }
    return stamps;
  }
}
