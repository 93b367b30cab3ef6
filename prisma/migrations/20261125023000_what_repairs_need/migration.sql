-- The invoices are what the log makes of them: they are emptied and read again, with what the new columns need.
DELETE FROM "invoices"."reader_offset";
TRUNCATE "invoices"."account_state", "invoices"."invoice", "invoices"."line", "invoices"."card", "invoices"."invoice_day",
  "invoices"."decline", "invoices"."applied_fact", "invoices"."waiting_fact", "invoices"."parked_message",
  "invoices"."hold", "invoices"."closed_invoice";

-- DropIndex
DROP INDEX "invoices"."hold_account_id_idx";

-- AlterTable
ALTER TABLE "invoices"."account_state" ADD COLUMN     "days_seq" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "limit_seq" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "invoices"."card" ADD COLUMN     "blocked_seq" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "invoices"."closed_invoice" ADD COLUMN     "found_at" BIGINT NOT NULL,
ADD COLUMN     "partition" SMALLINT NOT NULL;

-- CreateTable
CREATE TABLE "invoices"."dispute" (
    "account_id" UUID NOT NULL,
    "dispute_id" UUID NOT NULL,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("account_id","dispute_id")
);

-- CreateIndex
CREATE INDEX "closed_invoice_partition_found_at_idx" ON "invoices"."closed_invoice"("partition", "found_at");

-- What a snapshot shows as pending. Those that ended are found by their id alone.
CREATE INDEX "hold_open_idx" ON "invoices"."hold"("account_id", "seq") WHERE "outcome" IS NULL;

ALTER TABLE "invoices"."dispute" OWNER TO "invoices";
