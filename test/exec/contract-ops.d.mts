export function contractOps(core: object): object;
