export {
  type ChannelName,
  type ConnectionInfo,
  channelAddress,
  checkConnectionInfo,
  readConnectionFile,
  writeConnectionFile,
} from "./connection-file.js";
export {
  createMessage,
  type Message,
  type MessageContent,
  type MessageHeader,
  type NewMessage,
  PROTOCOL_VERSION,
} from "./message.js";
export { decodeMessage, encodeMessage, sign } from "./wire.js";
