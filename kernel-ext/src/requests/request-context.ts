import type { MessageContent } from "cellmill/jupyter";
import type { Comms } from "../comms.js";
import type { CellHistory } from "../history.js";
import type { Engine } from "../runtime/engine.js";

/** What the handlers of requests other than execute work with. */
export interface RequestContext {
  readonly engine: Engine;
  readonly comms: Comms;
  readonly history: CellHistory;
}

/** Answers one request: the reply's content. */
export type RequestHandler = (content: MessageContent, context: RequestContext) => MessageContent;
