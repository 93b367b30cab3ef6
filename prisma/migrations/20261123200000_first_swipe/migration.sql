-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "invoices";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "purchases";

-- CreateTable
CREATE TABLE "invoices"."reader_offset" (
    "grp" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 0,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "reader_offset_pkey" PRIMARY KEY ("grp","topic","partition")
);

-- CreateTable
CREATE TABLE "invoices"."account_state" (
    "account_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "policy" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "seq" INTEGER NOT NULL,
    "cycle" INTEGER NOT NULL,
    "limit_cents" BIGINT NOT NULL,
    "closing_day" SMALLINT NOT NULL,
    "due_day" SMALLINT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_state_pkey" PRIMARY KEY ("account_id")
) WITH (fillfactor = 60);

-- CreateTable
CREATE TABLE "invoices"."card" (
    "card_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "last4" TEXT NOT NULL,
    "blocked" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "card_pkey" PRIMARY KEY ("card_id")
);

-- CreateTable
CREATE TABLE "invoices"."invoice" (
    "account_id" UUID NOT NULL,
    "cycle" INTEGER NOT NULL,
    "opens_on" DATE,
    "closes_on" DATE,
    "due_on" DATE,
    "chargeable_from" DATE,
    "total_cents" BIGINT NOT NULL,
    "purchases_cents" BIGINT NOT NULL,
    "payments_cents" BIGINT NOT NULL,
    "carried_cents" BIGINT NOT NULL,
    "line_count" INTEGER NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("account_id","cycle")
) WITH (fillfactor = 70);

-- CreateTable
CREATE TABLE "invoices"."line" (
    "account_id" UUID NOT NULL,
    "cycle" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "number" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "instalment_of" SMALLINT,
    "purchase_cents" BIGINT,
    "purchase_id" UUID,
    "card_id" UUID,
    "merchant_id" TEXT,
    "merchant_name" TEXT,
    "mcc" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL,
    "fact_id" UUID NOT NULL,
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,

    CONSTRAINT "line_pkey" PRIMARY KEY ("account_id","cycle","seq","number")
);

-- CreateTable
CREATE TABLE "invoices"."invoice_day" (
    "account_id" UUID NOT NULL,
    "cycle" INTEGER NOT NULL,
    "on" DATE NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "invoice_day_pkey" PRIMARY KEY ("account_id","cycle","on")
) WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "invoices"."decline" (
    "account_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "purchase_id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "available_cents" BIGINT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decline_pkey" PRIMARY KEY ("account_id","seq")
);

-- CreateTable
CREATE TABLE "invoices"."applied_fact" (
    "account_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "month" DATE NOT NULL DEFAULT (date_trunc('month', (now() AT TIME ZONE 'UTC'))::date),
    "fact_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "applied_fact_pkey" PRIMARY KEY ("account_id","seq","month")
) PARTITION BY RANGE ("month");

-- CreateTable
CREATE TABLE "invoices"."waiting_fact" (
    "account_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "headers" JSONB NOT NULL,
    "value" BYTEA NOT NULL,
    "waits_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "waiting_fact_pkey" PRIMARY KEY ("account_id","seq")
);

-- CreateTable
CREATE TABLE "invoices"."parked_message" (
    "topic" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "account_id" UUID,
    "seq" INTEGER,
    "message" JSONB NOT NULL,

    CONSTRAINT "parked_message_pkey" PRIMARY KEY ("topic","partition","offset")
);

-- CreateTable
CREATE TABLE "purchases"."account" (
    "id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "policy" TEXT NOT NULL,
    "limit_cents" BIGINT NOT NULL,
    "used_cents" BIGINT NOT NULL DEFAULT 0,
    "seq" INTEGER NOT NULL,
    "cycle" INTEGER NOT NULL,
    "closing_day" SMALLINT NOT NULL,
    "due_day" SMALLINT NOT NULL,
    "opens_on" DATE NOT NULL,
    "closes_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "chargeable_from" DATE NOT NULL,
    "cycle_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "last_posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 60);

-- CreateTable
CREATE TABLE "purchases"."card" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "last4" TEXT NOT NULL,
    "blocked" BOOLEAN NOT NULL DEFAULT false,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchases"."purchase" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "api_key_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "amount_cents" BIGINT NOT NULL,
    "instalments" SMALLINT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL,
    "fact_id" UUID NOT NULL,
    "outbox_id" BIGINT NOT NULL,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchases"."payment" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "method" TEXT NOT NULL,
    "paid_on" DATE NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "fact_id" UUID NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchases"."idempotency_key" (
    "scope" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "status" SMALLINT,
    "answer" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key","month")
) PARTITION BY RANGE ("month");

-- CreateTable
CREATE TABLE "purchases"."outbox" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC')::date),
    "partition" SMALLINT NOT NULL,
    "account_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "cycle" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "fact_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" TEXT NOT NULL,
    "traceparent" TEXT,
    "sent_offset" BIGINT,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id","day")
) PARTITION BY RANGE ("day");

-- CreateTable
CREATE TABLE "purchases"."api_key" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_state_portfolio_reference_key" ON "invoices"."account_state"("portfolio", "reference");

-- CreateIndex
CREATE INDEX "card_account_id_idx" ON "invoices"."card"("account_id");

-- CreateIndex
CREATE INDEX "parked_message_account_id_seq_idx" ON "invoices"."parked_message"("account_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "account_portfolio_reference_key" ON "purchases"."account"("portfolio", "reference");

-- CreateIndex
CREATE INDEX "card_account_id_idx" ON "purchases"."card"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_name_key" ON "purchases"."api_key"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "purchases"."api_key"("hash");

-- AddForeignKey
ALTER TABLE "purchases"."card" ADD CONSTRAINT "card_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "purchases"."account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a relay reads: the facts of its partition that were not sent yet, oldest first.
CREATE INDEX "outbox_unsent_idx" ON "purchases"."outbox"("partition", "id") WHERE "sent_offset" IS NULL;

-- A service owns its schema and nothing else. Partitions are made by the service, so it must own their parents.
ALTER SCHEMA "purchases" OWNER TO "purchases";
ALTER SCHEMA "invoices" OWNER TO "invoices";
DO $$
DECLARE
  owned record;
BEGIN
  FOR owned IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('purchases', 'invoices') LOOP
    EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', owned.schemaname, owned.tablename, owned.schemaname);
  END LOOP;
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
