CREATE TABLE `rule132_days` (
	`anchor_on` text NOT NULL,
	`settings` text NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`anchor_on`, `settings`)
);
--> statement-breakpoint
CREATE INDEX `facts_first_purchase` ON `facts` (`first_purchase_on`) WHERE first_purchase_on is not null;--> statement-breakpoint
CREATE INDEX `responses_at` ON `responses` (`at`);--> statement-breakpoint
CREATE INDEX `signals_name` ON `signals` (`name`,`at`);--> statement-breakpoint
CREATE INDEX `surveys_invited` ON `surveys` (`invited_at`);