CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`details` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`);--> statement-breakpoint
CREATE INDEX `audit_log_subject` ON `audit_log` (`subject`);--> statement-breakpoint
CREATE TABLE `consent_log` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`channel` text NOT NULL,
	`purpose` text NOT NULL,
	`granted` integer NOT NULL,
	`text_version` text,
	`source` text NOT NULL,
	`evidence` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `consent_log_customer` ON `consent_log` (`customer_id`,`at`);--> statement-breakpoint
CREATE TABLE `coupons` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`coupon_id` text NOT NULL,
	`cause` text NOT NULL,
	`code` text NOT NULL,
	`issued_at` integer NOT NULL,
	`expires_at` integer,
	`used_at` integer,
	`order_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `coupons_cause` ON `coupons` (`customer_id`,`coupon_id`,`cause`);--> statement-breakpoint
CREATE INDEX `coupons_code` ON `coupons` (`code`);--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`kana` text,
	`email` text,
	`phone` text,
	`birthday_on` text,
	`prefecture` text,
	`email_consent` integer DEFAULT false NOT NULL,
	`marketing_allowed` integer DEFAULT true NOT NULL,
	`open_complaint` integer DEFAULT false NOT NULL,
	`merged_into` text,
	`deleted_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `customers_email` ON `customers` (`email`);--> statement-breakpoint
CREATE INDEX `customers_phone` ON `customers` (`phone`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`enrollment_id` text NOT NULL,
	`step_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`scenario_id` text NOT NULL,
	`revision_id` text NOT NULL,
	`status` text NOT NULL,
	`code` text,
	`reason` text,
	`due_at` integer NOT NULL,
	`held_until` integer,
	`request_id` text,
	`marketing_at` integer,
	`decided_at` integer NOT NULL,
	PRIMARY KEY(`enrollment_id`, `step_id`)
);
--> statement-breakpoint
CREATE INDEX `deliveries_customer` ON `deliveries` (`customer_id`,`decided_at`);--> statement-breakpoint
CREATE INDEX `deliveries_marketing` ON `deliveries` (`customer_id`,`marketing_at`) WHERE marketing_at is not null;--> statement-breakpoint
CREATE INDEX `deliveries_request` ON `deliveries` (`request_id`) WHERE request_id is not null;--> statement-breakpoint
CREATE TABLE `enrollments` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`scenario_id` text NOT NULL,
	`revision_id` text NOT NULL,
	`anchor` text NOT NULL,
	`anchor_at` integer NOT NULL,
	`delivered_on` text,
	`status` text DEFAULT 'active' NOT NULL,
	`ended_reason` text,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`next_due_at` integer,
	`lease_id` text,
	`lease_until` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrollments_anchor` ON `enrollments` (`scenario_id`,`customer_id`,`anchor`);--> statement-breakpoint
CREATE INDEX `enrollments_due` ON `enrollments` (`next_due_at`) WHERE status = 'active';--> statement-breakpoint
CREATE INDEX `enrollments_lease` ON `enrollments` (`lease_id`) WHERE lease_id is not null;--> statement-breakpoint
CREATE INDEX `enrollments_customer` ON `enrollments` (`customer_id`);--> statement-breakpoint
CREATE TABLE `external_ids` (
	`source` text NOT NULL,
	`external_id` text NOT NULL,
	`customer_id` text NOT NULL,
	PRIMARY KEY(`source`, `external_id`)
);
--> statement-breakpoint
CREATE INDEX `external_ids_customer` ON `external_ids` (`customer_id`);--> statement-breakpoint
CREATE TABLE `facts` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`stage` integer NOT NULL,
	`max_stage` integer NOT NULL,
	`label_changes_on` text,
	`registered` integer NOT NULL,
	`purchases` integer NOT NULL,
	`positives` integer NOT NULL,
	`subscription` integer NOT NULL,
	`first_purchase_on` text,
	`last_purchase_on` text,
	`body` text NOT NULL,
	`known_until` integer NOT NULL,
	`returned_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `facts_label` ON `facts` (`label`);--> statement-breakpoint
CREATE INDEX `facts_label_changes` ON `facts` (`label_changes_on`);--> statement-breakpoint
CREATE TABLE `friends` (
	`line_user_id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`following` integer DEFAULT true NOT NULL,
	`changed_at` integer NOT NULL,
	`opted_out_at` integer,
	`display_name` text,
	`picture_url` text,
	`linked_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `friends_customer` ON `friends` (`customer_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`event_id` text PRIMARY KEY NOT NULL,
	`user_id` text DEFAULT '' NOT NULL,
	`timestamp` integer NOT NULL,
	`body` text NOT NULL,
	`received_at` integer NOT NULL,
	`status` text DEFAULT 'pending' NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`error` text,
	`next_try_at` integer NOT NULL,
	`lease_id` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `inbox_pending` ON `inbox` (`user_id`,`timestamp`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE TABLE `label_history` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`from_label` text,
	`to_label` text NOT NULL,
	`from_stage` integer,
	`to_stage` integer NOT NULL,
	`cause` text NOT NULL,
	`facts_before` text,
	`facts_after` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `label_history_customer` ON `label_history` (`customer_id`,`at`);--> statement-breakpoint
CREATE TABLE `link_nonces` (
	`nonce` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`external_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `order_lines` (
	`order_id` text NOT NULL,
	`no` integer NOT NULL,
	`sku` text,
	`name` text NOT NULL,
	`variant` text,
	`qty` integer NOT NULL,
	`unit_yen` integer,
	`amount_yen` integer,
	`tax_rate` real,
	`line_type` text NOT NULL,
	`product_line` text,
	`is_subscription` integer,
	PRIMARY KEY(`order_id`, `no`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`external_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`ordered_at` integer NOT NULL,
	`paid_at` integer,
	`shipped_at` integer,
	`delivered_at` integer,
	`status` text NOT NULL,
	`raw_status` text,
	`subtotal_yen` integer,
	`discount_yen` integer DEFAULT 0 NOT NULL,
	`points_used_yen` integer DEFAULT 0 NOT NULL,
	`shipping_yen` integer DEFAULT 0 NOT NULL,
	`fee_yen` integer DEFAULT 0 NOT NULL,
	`tax_yen` integer,
	`total_yen` integer,
	`refunded_yen` integer DEFAULT 0 NOT NULL,
	`is_trial` integer DEFAULT false NOT NULL,
	`is_renewal` integer DEFAULT false NOT NULL,
	`subscription_external_id` text,
	`subscription_count` integer,
	`coupon_codes` text DEFAULT '[]' NOT NULL,
	`marketing_allowed` integer DEFAULT true NOT NULL,
	`import_id` text,
	`updated_at` integer,
	`fingerprint` text NOT NULL,
	`triggered_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_external` ON `orders` (`source`,`external_id`);--> statement-breakpoint
CREATE INDEX `orders_customer` ON `orders` (`customer_id`,`ordered_at`);--> statement-breakpoint
CREATE INDEX `orders_untriggered` ON `orders` (`ordered_at`) WHERE triggered_at is null;--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`recipients` integer NOT NULL,
	`status` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`service` integer DEFAULT false NOT NULL,
	`next_try_at` integer NOT NULL,
	`lease_id` text,
	`line_request_id` text,
	`http_status` integer,
	`error` text,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `requests_open` ON `requests` (`next_try_at`) WHERE status = 'sending';--> statement-breakpoint
CREATE INDEX `requests_lease` ON `requests` (`lease_id`) WHERE status = 'sending';--> statement-breakpoint
CREATE TABLE `responses` (
	`id` text PRIMARY KEY NOT NULL,
	`survey_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`answers` text NOT NULL,
	`satisfaction` integer,
	`nps` integer,
	`nps_scale` text,
	`intent` integer,
	`quotable` integer DEFAULT false NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `responses_survey` ON `responses` (`survey_id`);--> statement-breakpoint
CREATE INDEX `responses_customer` ON `responses` (`customer_id`,`at`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`number` integer NOT NULL,
	`text` text NOT NULL,
	`body` text NOT NULL,
	`published_by` text NOT NULL,
	`published_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_number` ON `revisions` (`kind`,`name`,`number`);--> statement-breakpoint
CREATE TABLE `signals` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`name` text NOT NULL,
	`label` text,
	`enrollment_id` text,
	`step_id` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `signals_customer` ON `signals` (`customer_id`,`at`);--> statement-breakpoint
CREATE TABLE `state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`external_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`product` text NOT NULL,
	`cycle_days` integer,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`next_delivery_on` text,
	`payment_failed_at` integer,
	`cancelled_at` integer,
	`cancel_reason` text,
	`count` integer DEFAULT 0 NOT NULL,
	`inferred` integer DEFAULT false NOT NULL,
	`updated_at` integer,
	`fingerprint` text NOT NULL,
	`triggered_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_external` ON `subscriptions` (`source`,`external_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_customer` ON `subscriptions` (`customer_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_untriggered` ON `subscriptions` (`started_at`) WHERE triggered_at is null;--> statement-breakpoint
CREATE TABLE `surveys` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`revision_id` text NOT NULL,
	`survey_id` text NOT NULL,
	`invited_at` integer NOT NULL,
	`closes_at` integer,
	`answered_at` integer
);
--> statement-breakpoint
CREATE INDEX `surveys_customer` ON `surveys` (`customer_id`,`invited_at`);--> statement-breakpoint
CREATE TABLE `voices` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`line_message_id` text,
	`kind` text NOT NULL,
	`text` text,
	`at` integer NOT NULL,
	`unsent_at` integer,
	`answered_at` integer
);
--> statement-breakpoint
CREATE INDEX `voices_open` ON `voices` (`at`) WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX `voices_customer` ON `voices` (`customer_id`,`at`);--> statement-breakpoint
CREATE INDEX `voices_message` ON `voices` (`line_message_id`);