import type { Command } from "commander";

interface PlaceOptions {
  readonly name: string;
  readonly prefix?: string;
}

/** `cellmill kernel install|uninstall|list|start`. */
export function register(program: Command): void {
  const kernel = program.command("kernel").description("the Jupyter kernel: install, uninstall, list, start");
  const prefixHelp = "use PREFIX/share/jupyter (for example of a virtual environment), not the user's Jupyter folder";

  kernel
    .command("install")
    .description("tell Jupyter and editors about the kernel (needs no Python)")
    .option("--name <name>", "name of the kernelspec", "cellmill")
    .option("--display-name <text>", "what front ends show", "TypeScript (cellmill)")
    .option("--prefix <prefix>", prefixHelp)
    .action(async ({ name, displayName, prefix }: PlaceOptions & { readonly displayName: string }) => {
      const { installKernelspec } = await import("../../jupyter/kernelspec-install.js");
      const folder = installKernelspec({ name, displayName, ...(prefix === undefined ? {} : { prefix }) });
      process.stdout.write(`Installed the kernel "${displayName}" as ${name} in ${folder}\n`);
    });

  kernel
    .command("uninstall")
    .description("remove the kernelspec that install wrote")
    .option("--name <name>", "name of the kernelspec", "cellmill")
    .option("--prefix <prefix>", prefixHelp)
    .action(async ({ name, prefix }: PlaceOptions) => {
      const { removeKernelspec } = await import("../../jupyter/kernelspec-install.js");
      const folder = removeKernelspec({ name, ...(prefix === undefined ? {} : { prefix }) });
      process.stdout.write(`Removed the kernel ${name} from ${folder}\n`);
    });

  kernel
    .command("list")
    .description("the kernels that cellmill run can use")
    .action(async () => {
      const { findKernelspecs } = await import("../../jupyter/kernelspecs.js");
      const specs = [...findKernelspecs().values()].sort((a, b) => a.name.localeCompare(b.name));
      const width = Math.max(0, ...specs.map((spec) => spec.name.length));
      for (const { name, displayName, resourceDir } of specs) {
        const place = resourceDir === "" ? "built in" : resourceDir;
        process.stdout.write(`${name.padEnd(width)}  ${displayName}  (${place})\n`);
      }
    });

  kernel
    .command("start")
    .description("run the kernel by hand; without a file, writes one and says how to attach to it")
    .argument("[connection-file]", "connection file as Jupyter writes it")
    .action(async (file: string | undefined) => {
      const { startKernel } = await import("../start-kernel.js");
      process.exitCode = await startKernel(file);
    });
}
