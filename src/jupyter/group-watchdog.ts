import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Reads `+ group` and `- group`, a line each. Its input ends when the process that writes it has ended, in whatever way; then
 * it kills the groups that are left.
 */
const PROGRAM = `
groups=" "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * A process beside this one that kills process groups when this one is gone, also by a signal that it cannot act on: kernels
 * need not look after their parent, and what they have started never does.
 */
export class GroupWatchdog {
  #child: ChildProcess | undefined;

  add(group: number): void {
    this.#child ??= this.#start();
    this.#tell(`+ ${group}\n`);
  }

  remove(group: number): void {
    this.#tell(`- ${group}\n`);
  }

  #start(): ChildProcess {
    // Of a group of its own, and in need of no variable: secrets may be among them.
    const child = spawn("/bin/sh", ["-c", PROGRAM], { stdio: ["pipe", "ignore", "ignore"], detached: true, env: {} });
    // Without it all is as it was before: groups are killed at every exit that this process can act on.
    child.on("error", () => {});
    child.stdin?.on("error", () => {});
    child.unref();
    (child.stdin as Socket).unref();
    return child;
  }

  #tell(line: string): void {
    const stdin = this.#child?.stdin;
    if (stdin?.writable) stdin.write(line);
  }
}
