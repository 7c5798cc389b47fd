CREATE TABLE `facts_drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`cause` text NOT NULL,
	`label` text NOT NULL,
	`stage` integer NOT NULL,
	`label_changes_on` text,
	`registered` integer NOT NULL,
	`purchases` integer NOT NULL,
	`positives` integer NOT NULL,
	`subscription` integer NOT NULL,
	`first_purchase_on` text,
	`last_purchase_on` text,
	`body` text NOT NULL,
	`known_until` integer NOT NULL,
	`survey_due_on` text,
	`ledger_purchases` text NOT NULL,
	`ledger_contracts` text NOT NULL,
	`first_product` text NOT NULL
);
--> statement-breakpoint
-- Ledgers are new: everybody is looked at once, so that each buyer has one.
INSERT OR IGNORE INTO `stale_facts` SELECT `id`, 'data_fix', 0 FROM `customers` WHERE `merged_into` IS NULL AND `anonymous` = 0;
