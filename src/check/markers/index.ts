export { type CellMarkers, cellMarkers, type NotebookMarkers, notebookMarkers } from "./cell-markers.js";
export { cellPlace } from "./cell-place.js";
export { type NbvalOptions, nbvalOptions } from "./nbval.js";
export { type NbregSettings, nbregCell, nbregNotebook } from "./pytest-notebook.js";
export { checkSettings, MARKER_SETTING_NAMES, type MarkerSettings } from "./settings.js";
