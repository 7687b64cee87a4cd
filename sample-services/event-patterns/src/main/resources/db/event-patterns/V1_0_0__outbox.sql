-- Events that are committed and not yet acknowledged by the broker. Rows come and go quickly: vacuum follows closely.
CREATE TABLE outbox (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_key       text        NOT NULL,
    topic           text        NOT NULL,
    -- A CloudEvent in the JSON format.
    event           text        NOT NULL,
    appended_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT '-infinity',
    last_error      text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The oldest event of each key.
CREATE INDEX outbox_by_key ON outbox (order_key, position);

-- When a failed event may be tried again.
CREATE INDEX outbox_failed ON outbox (next_attempt_at) WHERE attempts > 0;

-- The last number given to an event of a key.
CREATE TABLE outbox_sequence (
    order_key text   PRIMARY KEY,
    last      bigint NOT NULL
) WITH (fillfactor = 80);
