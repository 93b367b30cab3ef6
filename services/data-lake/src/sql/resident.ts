import { readFileSync } from 'node:fs';

/** Linux on every machine that this runs on but those with large pages, where a page counts for less than it is. */
const PAGE_BYTES = 4_096;
const LOOK_MS = 50;

/** Resident memory of a process in bytes; `null` where the system does not tell (no /proc), or it has ended. */
export function residentBytes(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return null;
  }
}

/** Looks every 50 ms until it is stopped, and tells once when a process has taken more than `bytes`. */
export function watchResident(pid: number, bytes: number, tooMuch: () => void): () => void {
  const timer = setInterval(() => {
    if ((residentBytes(pid) ?? 0) <= bytes) return;
    clearInterval(timer);
    tooMuch();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
