CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_subject` ON `attempts` (`subject`,`at`);--> statement-breakpoint
CREATE TABLE `coupon_codes` (
	`coupon_id` text NOT NULL,
	`code` text NOT NULL,
	`taken_by` text,
	PRIMARY KEY(`coupon_id`, `code`)
);
--> statement-breakpoint
CREATE INDEX `coupon_codes_free` ON `coupon_codes` (`coupon_id`) WHERE taken_by is null;--> statement-breakpoint
CREATE TABLE `link_claims` (
	`id` text PRIMARY KEY NOT NULL,
	`line_user_id` text NOT NULL,
	`order_hash` text NOT NULL,
	`proof_hash` text NOT NULL,
	`consent_version` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`resolved_at` integer
);
--> statement-breakpoint
CREATE INDEX `link_claims_order` ON `link_claims` (`order_hash`) WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX `link_claims_user` ON `link_claims` (`line_user_id`);--> statement-breakpoint
CREATE TABLE `referral_uses` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`accepted_at` integer NOT NULL,
	`order_id` text,
	`counted_at` integer
);
--> statement-breakpoint
CREATE INDEX `referral_uses_code` ON `referral_uses` (`code`);--> statement-breakpoint
CREATE TABLE `referrals` (
	`code` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `referrals_customer` ON `referrals` (`customer_id`);--> statement-breakpoint
CREATE TABLE `staff_tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`kind` text NOT NULL,
	`cause` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`done_at` integer,
	`done_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_tasks_cause` ON `staff_tasks` (`kind`,`cause`);--> statement-breakpoint
CREATE INDEX `staff_tasks_open` ON `staff_tasks` (`at`) WHERE done_at is null;--> statement-breakpoint
CREATE INDEX `staff_tasks_customer` ON `staff_tasks` (`customer_id`);--> statement-breakpoint
ALTER TABLE `facts` ADD `survey_due_on` text;--> statement-breakpoint
CREATE INDEX `facts_survey_due` ON `facts` (`survey_due_on`) WHERE survey_due_on is not null;--> statement-breakpoint
ALTER TABLE `surveys` ADD `cause` text;--> statement-breakpoint
ALTER TABLE `surveys` ADD `questions` text;--> statement-breakpoint
ALTER TABLE `surveys` ADD `draft` text;--> statement-breakpoint
CREATE UNIQUE INDEX `surveys_cause` ON `surveys` (`customer_id`,`cause`);