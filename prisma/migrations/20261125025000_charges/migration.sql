-- Charges depend on what was printed and paid before: the invoices are emptied and read again.
DELETE FROM "invoices"."reader_offset";
TRUNCATE "invoices"."account_state", "invoices"."invoice", "invoices"."line", "invoices"."card", "invoices"."invoice_day",
  "invoices"."decline", "invoices"."applied_fact", "invoices"."waiting_fact", "invoices"."parked_message",
  "invoices"."hold", "invoices"."closed_invoice", "invoices"."dispute";

-- AlterTable
ALTER TABLE "invoices"."account_state" ADD COLUMN     "last_invoice" JSONB;
