CREATE TABLE "lake"."tail" (
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "first_offset" BIGINT NOT NULL,
    "next_offset" BIGINT NOT NULL,
    "facts" INTEGER NOT NULL,
    "records" BYTEA NOT NULL,

    CONSTRAINT "tail_pkey" PRIMARY KEY ("topic","partition","first_offset")
);
-- Compressed already.
ALTER TABLE "lake"."tail" ALTER COLUMN "records" SET STORAGE EXTERNAL;
ALTER TABLE "lake"."tail" OWNER TO "lake";

CREATE TABLE "lake"."cut" (
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "first_offset" BIGINT NOT NULL,
    "next_offset" BIGINT NOT NULL,
    "facts" INTEGER NOT NULL,
    "purchases" INTEGER NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "files" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "cut_pkey" PRIMARY KEY ("topic","partition","first_offset")
);
ALTER TABLE "lake"."cut" OWNER TO "lake";

CREATE TABLE "lake"."checkpoint" (
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "facts" INTEGER NOT NULL,
    "purchases" INTEGER NOT NULL,
    "amount_cents" BIGINT NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("topic","partition","offset")
) WITH (fillfactor = 70);
ALTER TABLE "lake"."checkpoint" OWNER TO "lake";

CREATE TABLE "lake"."upload" (
    "store" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "upload_pkey" PRIMARY KEY ("store","key")
);
ALTER TABLE "lake"."upload" OWNER TO "lake";
