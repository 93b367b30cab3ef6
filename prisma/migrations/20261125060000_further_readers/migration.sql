-- A schema for each further reader, owned by its role, with the offsets of its groups.

CREATE SCHEMA IF NOT EXISTS "fraud";
CREATE TABLE "fraud"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);
ALTER SCHEMA "fraud" OWNER TO "fraud";
ALTER TABLE "fraud"."reader_offset" OWNER TO "fraud";

CREATE SCHEMA IF NOT EXISTS "analytics";
CREATE TABLE "analytics"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);
ALTER SCHEMA "analytics" OWNER TO "analytics";
ALTER TABLE "analytics"."reader_offset" OWNER TO "analytics";

CREATE SCHEMA IF NOT EXISTS "lake";
CREATE TABLE "lake"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);
ALTER SCHEMA "lake" OWNER TO "lake";
ALTER TABLE "lake"."reader_offset" OWNER TO "lake";

CREATE SCHEMA IF NOT EXISTS "partners";
CREATE TABLE "partners"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);
ALTER SCHEMA "partners" OWNER TO "partners";
ALTER TABLE "partners"."reader_offset" OWNER TO "partners";
