/** A page says of so many places whether they are in the set, one bit each. */
const PAGE_PLACES = 1 << 13;

/** A set of places of a file: where there are many, they take an eighth of its bytes. */
export class PlaceSet {
  readonly #pages = new Map<number, Uint8Array>();

  add(place: number): void {
    const index = Math.floor(place / PAGE_PLACES);
    let page = this.#pages.get(index);
    if (page === undefined) {
      page = new Uint8Array(PAGE_PLACES / 8);
      this.#pages.set(index, page);
    }
    const bit = place % PAGE_PLACES;
    page[bit >> 3] = (page[bit >> 3] as number) | (1 << (bit & 7));
  }

  has(place: number): boolean {
    if (this.#pages.size === 0) return false;
    const bit = place % PAGE_PLACES;
    const page = this.#pages.get(Math.floor(place / PAGE_PLACES));
    return page !== undefined && ((page[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}
