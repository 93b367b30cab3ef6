-- A partner that is fed the same facts by webhook and by pulling.

CREATE TABLE "partners"."experiment" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'running',
    "settings" JSONB NOT NULL,
    "slice" JSONB NOT NULL,
    "secret" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "experiment_pkey" PRIMARY KEY ("id")
);

-- One at a time, of all processes: two would slow each other and measure that.
CREATE UNIQUE INDEX "experiment_running_key" ON "partners"."experiment" ("state") WHERE "state" = 'running';

CREATE TABLE "partners"."delivery" (
    "experiment_id" UUID NOT NULL,
    "fact_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("experiment_id","fact_id")
) WITH (fillfactor = 70);

-- What is due, oldest first.
CREATE INDEX "delivery_due_idx" ON "partners"."delivery" ("experiment_id", "next_at") WHERE "state" = 'waiting';

CREATE TABLE "partners"."receipt" (
    "experiment_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "fact_id" UUID NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("experiment_id","channel","fact_id")
);

CREATE TABLE "partners"."sample" (
    "experiment_id" UUID NOT NULL,
    "at_ms" INTEGER NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "sample_pkey" PRIMARY KEY ("experiment_id","at_ms")
);

ALTER TABLE "partners"."experiment" OWNER TO "partners";
ALTER TABLE "partners"."delivery" OWNER TO "partners";
ALTER TABLE "partners"."receipt" OWNER TO "partners";
ALTER TABLE "partners"."sample" OWNER TO "partners";
