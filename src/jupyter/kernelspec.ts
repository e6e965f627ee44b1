/** How to start a kernel, as its `kernel.json` says. */
export interface KernelSpec {
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interruptMode: "signal" | "message";
  /** Folder of the kernel.json; "" for the built-in spec. */
  readonly resourceDir: string;
}
