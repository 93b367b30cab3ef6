-- CreateTable
CREATE TABLE "purchases"."relay_position" (
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "relay_position_pkey" PRIMARY KEY ("partition")
) WITH (fillfactor = 50);

ALTER TABLE "purchases"."relay_position" OWNER TO "purchases";
