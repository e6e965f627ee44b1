export { LiveServer } from "./live-server.js";
