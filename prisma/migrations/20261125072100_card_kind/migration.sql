-- The invoices are what the log makes of them: they are emptied and read again, with what the new columns need.
DELETE FROM "invoices"."reader_offset";
TRUNCATE "invoices"."account_state", "invoices"."invoice", "invoices"."line", "invoices"."card", "invoices"."invoice_day",
  "invoices"."decline", "invoices"."applied_fact", "invoices"."waiting_fact", "invoices"."parked_message",
  "invoices"."hold", "invoices"."dispute", "invoices"."closed_invoice";

-- AlterTable
ALTER TABLE "invoices"."card" ADD COLUMN     "kind" TEXT NOT NULL;
