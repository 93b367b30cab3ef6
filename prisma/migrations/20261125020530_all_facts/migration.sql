-- The invoices are what the log makes of them: they are emptied and read again, with what the new columns need.
DELETE FROM "invoices"."reader_offset";
TRUNCATE "invoices"."account_state", "invoices"."invoice", "invoices"."line", "invoices"."card", "invoices"."invoice_day",
  "invoices"."decline", "invoices"."applied_fact", "invoices"."waiting_fact", "invoices"."parked_message";

-- AlterTable
ALTER TABLE "invoices"."invoice" ADD COLUMN     "chain" BYTEA NOT NULL,
ADD COLUMN     "charges_cents" BIGINT NOT NULL,
ADD COLUMN     "credits_cents" BIGINT NOT NULL,
ADD COLUMN     "financed_cents" BIGINT NOT NULL,
ADD COLUMN     "first_seq" INTEGER;

-- AlterTable
ALTER TABLE "invoices"."line" ADD COLUMN     "instalment" SMALLINT,
ADD COLUMN     "position" INTEGER NOT NULL;

-- AlterTable
ALTER TABLE "invoices"."parked_message" ADD COLUMN     "note" TEXT,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'open';

-- AlterTable
ALTER TABLE "purchases"."purchase" ADD COLUMN     "first_cycle" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "hold_id" UUID,
ADD COLUMN     "refunded_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "schedule" JSONB;

-- AlterTable
ALTER TABLE "purchases"."payment" ADD COLUMN     "cycle" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "purchases"."outbox" ADD COLUMN     "repairs" TEXT;

-- CreateTable
CREATE TABLE "invoices"."hold" (
    "hold_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "remaining_cents" BIGINT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL,
    "outcome" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("hold_id")
);

-- CreateTable
CREATE TABLE "invoices"."closed_invoice" (
    "account_id" UUID NOT NULL,
    "cycle" INTEGER NOT NULL,
    "fact_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "data" TEXT NOT NULL,

    CONSTRAINT "closed_invoice_pkey" PRIMARY KEY ("account_id","cycle")
);

-- CreateTable
CREATE TABLE "purchases"."portfolio" (
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'running',
    "ahead_ms" BIGINT NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "portfolio_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "purchases"."hold" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "card_id" UUID NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "remaining_cents" BIGINT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchases"."dispute" (
    "id" UUID NOT NULL,
    "purchase_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "credit_cents" BIGINT NOT NULL,
    "outcome" TEXT,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchases"."closed_invoice" (
    "account_id" UUID NOT NULL,
    "cycle" INTEGER NOT NULL,
    "fact_id" UUID NOT NULL,
    "total_cents" BIGINT NOT NULL,
    "charges_cents" BIGINT NOT NULL,
    "due_on" DATE NOT NULL,
    "plan_id" UUID,

    CONSTRAINT "closed_invoice_pkey" PRIMARY KEY ("account_id","cycle")
);

-- CreateTable
CREATE TABLE "purchases"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);

-- CreateIndex
CREATE INDEX "hold_account_id_idx" ON "invoices"."hold"("account_id");

-- CreateIndex
CREATE INDEX "dispute_purchase_id_idx" ON "purchases"."dispute"("purchase_id");

-- CreateIndex
CREATE INDEX "account_portfolio_cycle_ends_at_idx" ON "purchases"."account"("portfolio", "cycle_ends_at");

-- CreateIndex
CREATE INDEX "payment_account_id_cycle_idx" ON "purchases"."payment"("account_id", "cycle");

-- What was bought and paid so far belongs to the cycle of its fact, as far as the outbox still knows it.
UPDATE "purchases"."purchase" p SET first_cycle = o.cycle FROM "purchases"."outbox" o WHERE o.id = p.outbox_id;
UPDATE "purchases"."payment" p SET cycle = o.cycle FROM "purchases"."outbox" o WHERE o.fact_id = p.fact_id;
INSERT INTO "purchases"."portfolio" (name) SELECT DISTINCT portfolio FROM "purchases"."account";

-- What the closing job looks for: open holds that are over.
CREATE INDEX "hold_open_idx" ON "purchases"."hold"("portfolio", "expires_at") WHERE "outcome" IS NULL;

ALTER TABLE "purchases"."hold" SET (fillfactor = 70);
ALTER TABLE "invoices"."hold" SET (fillfactor = 70);
ALTER TABLE "purchases"."portfolio" OWNER TO "purchases";
ALTER TABLE "purchases"."hold" OWNER TO "purchases";
ALTER TABLE "purchases"."dispute" OWNER TO "purchases";
ALTER TABLE "purchases"."closed_invoice" OWNER TO "purchases";
ALTER TABLE "purchases"."reader_offset" OWNER TO "purchases";
ALTER TABLE "invoices"."hold" OWNER TO "invoices";
ALTER TABLE "invoices"."closed_invoice" OWNER TO "invoices";
