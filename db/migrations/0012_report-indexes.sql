DROP INDEX `facts_first_purchase`;--> statement-breakpoint
CREATE INDEX `facts_first_purchase` ON `facts` (`first_purchase_on`,`customer_id`) WHERE first_purchase_on is not null;--> statement-breakpoint
DROP INDEX `friends_customer`;--> statement-breakpoint
CREATE INDEX `friends_customer` ON `friends` (`customer_id`,`following`,`changed_at`,`opted_out_at`,`created_at`);--> statement-breakpoint
CREATE INDEX `label_history_moved` ON `label_history` (`at`,`customer_id`,`from_label`,`to_label`,`cause`) WHERE from_label <> to_label;--> statement-breakpoint
CREATE INDEX `label_history_begun` ON `label_history` (`at`,`to_label`,`cause`,`customer_id`) WHERE from_label is null;--> statement-breakpoint
CREATE INDEX `responses_felt` ON `responses` (`satisfaction`,`nps`,`nps_scale`,`at`);