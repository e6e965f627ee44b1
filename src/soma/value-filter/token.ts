import type { Span } from "./filter-error.js";

export type Token = Span &
  (
    | { readonly kind: "name" | "keyword" | "op"; readonly text: string }
    | { readonly kind: "number"; readonly value: number | bigint }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "end" }
  );
