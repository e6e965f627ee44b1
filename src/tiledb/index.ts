export { DATATYPES, type Datatype, datatypeCode, datatypeSize, type TypedArray } from "./datatype.js";
export type * from "./types.js";
