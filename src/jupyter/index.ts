export {
  type ChannelName,
  type ConnectionInfo,
  channelAddress,
  checkConnectionInfo,
  readConnectionFile,
  writeConnectionFile,
} from "./connection-file.js";
export { KernelForks, type KernelForksOptions } from "./forks/kernel-forks.js";
export { jupyterDataDir, jupyterPath } from "./jupyter-paths.js";
export { type ExecuteOptions, KernelClient, type KernelRequest, type MessageListener } from "./kernel-client.js";
export { isIpykernel, type KernelExit, KernelProcess, type StartKernelOptions } from "./kernel-process.js";
export { KernelSession, type StartSessionOptions } from "./kernel-session.js";
export {
  type InstallKernelspecOptions,
  installKernelspec,
  type RemoveKernelspecOptions,
  removeKernelspec,
} from "./kernelspec-install.js";
export {
  BUILTIN_KERNEL,
  builtinKernelspec,
  type FindKernelspecsOptions,
  findKernelspecs,
  type KernelSpec,
  resolveKernelspec,
} from "./kernelspecs.js";
export {
  createMessage,
  type Message,
  type MessageContent,
  type MessageHeader,
  type NewMessage,
  PROTOCOL_VERSION,
} from "./message.js";
export { sign } from "./signature.js";
export { decodeMessage, encodeMessage } from "./wire.js";
