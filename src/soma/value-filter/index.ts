export { type FilterColumn, type FilterSchema, filterSchema } from "./filter-schema.js";
export { type FilterNode, mentionedColumns } from "./nodes.js";
export { parseFilter } from "./parse.js";
export { toCondition } from "./to-condition.js";
