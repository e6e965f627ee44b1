export { OpenedArray } from "./array.js";
export { DATATYPES, type Datatype, datatypeCode, datatypeSize, type TypedArray, typedView } from "./datatype.js";
export { openGroup } from "./group.js";
export { objectType, openArray } from "./open-array.js";
export { openSparse2d } from "./sparse2d/open-sparse2d.js";
export type * from "./types.js";
