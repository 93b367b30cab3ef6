/** Version of an account's state. `epoch` rises when a replay is promoted, `seq` with each fact. */
export interface Version {
  epoch: number;
  seq: number;
}

/** Negative when `a` is older than `b`, zero when equal. */
export function compareVersions(a: Version, b: Version): number {
  return a.epoch - b.epoch || a.seq - b.seq;
}
