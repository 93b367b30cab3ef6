import { z } from 'zod';

/** A Parquet file, its path relative to the lake's folder. */
export const LakeFile = z.object({
  path: z.string().regex(/^(facts|tail)\/type=[A-Za-z0-9-]+\/(date=\d{4}-\d\d-\d\d\/)?[a-z0-9-]+\.parquet$/),
  type: z.string(),
  /** `null` in the tail, whose files hold days of all kinds. */
  date: z.string().nullable(),
  rows: z.int().min(1),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LakeFile = z.infer<typeof LakeFile>;

const where = {
  topic: z.string(),
  /** The Kafka cluster that the offsets belong to. */
  clusterId: z.string(),
};
const range = { partition: z.int().min(0), first: z.int().min(0), next: z.int().min(1) };
const sums = { facts: z.int().min(0), purchases: z.int().min(0), amountCents: z.int().min(0) };

/** All files of one cut. Once this lies in its place, the cut is there, whole; before, nothing of it is. */
export const CutManifest = z.object({ ...where, ...range, ...sums, files: z.array(LakeFile) });
export type CutManifest = z.infer<typeof CutManifest>;

/** One file in place of several. Once this lies in its place, they are replaced. */
export const MergeManifest = z.object({ ...where, file: LakeFile, replaces: z.array(z.string()).min(2) });
export type MergeManifest = z.infer<typeof MergeManifest>;

/** What came after a partition's last cut, as it stood at `asOf`. Replaced as the partition grows. */
export const TailManifest = z.object({
  ...where,
  ...range,
  ...sums,
  asOf: z.iso.datetime(),
  files: z.array(LakeFile),
  /** What of each type and day is in them; a manifest of an earlier version does not say. */
  days: z.array(z.object({ type: z.string(), date: z.string(), rows: z.int().min(1) })).default([]),
});
export type TailManifest = z.infer<typeof TailManifest>;

/** The same bytes for the same content. */
export const manifestBytes = (manifest: CutManifest | MergeManifest | TailManifest): string =>
  `${JSON.stringify(manifest, null, 1)}\n`;
