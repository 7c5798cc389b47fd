CREATE TABLE `counters` (
	`name` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`value` real NOT NULL,
	PRIMARY KEY(`name`, `label`)
);
--> statement-breakpoint
ALTER TABLE `deliveries` ADD `line_user_id` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `first_message` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `messages` integer;--> statement-breakpoint
ALTER TABLE `inbox` ADD `reply_until` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `refused` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `friends_blocked` ON `friends` (`changed_at`) WHERE following = 0;