CREATE TABLE `customer_merges` (
	`id` text PRIMARY KEY NOT NULL,
	`from_id` text NOT NULL,
	`into_id` text NOT NULL,
	`reason` text NOT NULL,
	`merged_by` text NOT NULL,
	`moved` text NOT NULL,
	`at` integer NOT NULL,
	`undone_at` integer
);
--> statement-breakpoint
CREATE INDEX `customer_merges_into` ON `customer_merges` (`into_id`);--> statement-breakpoint
CREATE INDEX `customer_merges_from` ON `customer_merges` (`from_id`);--> statement-breakpoint
CREATE TABLE `friend_menus` (
	`line_user_id` text PRIMARY KEY NOT NULL,
	`wanted` text NOT NULL,
	`linked` text,
	`due_at` integer,
	`tries` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `friend_menus_due` ON `friend_menus` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `friend_menus_wanted` ON `friend_menus` (`wanted`);--> statement-breakpoint
CREATE TABLE `ledgers` (
	`bucket` text NOT NULL,
	`customer_id` text NOT NULL,
	`purchases` text NOT NULL,
	`contracts` text DEFAULT '' NOT NULL,
	`first_product` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`bucket`, `customer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `promo_costs` (
	`month` text NOT NULL,
	`side` text NOT NULL,
	`campaign` text DEFAULT '' NOT NULL,
	`yen` integer NOT NULL,
	`entered_by` text NOT NULL,
	`entered_at` integer NOT NULL,
	PRIMARY KEY(`month`, `side`, `campaign`)
);
--> statement-breakpoint
CREATE TABLE `report_parts` (
	`bucket` text NOT NULL,
	`as_of` text NOT NULL,
	`settings` text NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`bucket`, `as_of`, `settings`)
);
--> statement-breakpoint
CREATE TABLE `rich_menus` (
	`menu` text NOT NULL,
	`hash` text NOT NULL,
	`rich_menu_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	PRIMARY KEY(`menu`, `hash`)
);
--> statement-breakpoint
CREATE TABLE `shop_hooks` (
	`source` text NOT NULL,
	`hook_id` text NOT NULL,
	`topic` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`source`, `hook_id`)
);
--> statement-breakpoint
CREATE INDEX `shop_hooks_received` ON `shop_hooks` (`received_at`);--> statement-breakpoint
CREATE TABLE `stale_facts` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`cause` text NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `customers` ADD `anonymous` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `number` text;--> statement-breakpoint
CREATE INDEX `orders_shown_number` ON `orders` (`number`) WHERE number is not null;--> statement-breakpoint
CREATE INDEX `label_history_at` ON `label_history` (`at`);